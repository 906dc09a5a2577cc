import type { Request } from 'express';

/** Does the browser ask that what it tells is neither sold nor shared? Storefronts pass its header on. */
const hasPrivacyControl = (req: Request): boolean => req.get('sec-gpc') === '1';

/**
 * A context that says so where the request's header does. What the context says by itself stays.
 * @example withPrivacyControl({ device: 'mobile' }, req) // { device: 'mobile', gpc: true }
 */
export const withPrivacyControl = <C extends object>(context: C, req: Request): C & { gpc?: true } =>
  hasPrivacyControl(req) ? { ...context, gpc: true } : context;
