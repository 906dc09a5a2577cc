import type { Request } from 'express';
import type { Settings } from '#schemas/settings.ts';
import type { Visitor } from '#server/domain/profiles/visit-context.ts';
import { mayRead } from './auth.ts';
import { withPrivacyControl } from './privacy-control.ts';

const longestHeader = 500;

const firstHeader = (req: Request, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = req.get(name)?.slice(0, longestHeader);
    if (value) return value;
  }
  return undefined;
};

/**
 * What a browser's request says of its visitor. A request with a server's key is the shop's own: its headers describe
 * the shop, so that such a key tells of the visitor in the event's context.
 */
export const visitorOf = (req: Request, { behavioral_tracking: tracking }: Settings): Visitor => {
  // whoever passes this header on speaks for the browser, a shop's server too
  const gpc = withPrivacyControl({}, req);
  if (mayRead(req)) return gpc;
  const userAgent = firstHeader(req, ['user-agent']);
  const places = Object.entries(tracking.geo_headers).flatMap(([place, names]) => {
    const value = firstHeader(req, names);
    return value === undefined ? [] : [[place, value] as const];
  });
  return {
    ...gpc,
    ...(userAgent !== undefined && { userAgent }),
    ...(places.length > 0 && { geo: Object.fromEntries(places) }),
  };
};
