import type { Request } from 'express';
import { z } from 'zod';
import { environments } from '#schemas/scope.ts';
import { parse } from './http.ts';

export const EnvironmentName = z.enum(environments).default('production');

/** The environment that a request is about: its query parameter, else its header, else production. */
export const environmentOf = (req: Request): string => {
  const name = req.query['environment'] ?? req.get('x-attune-environment');
  return parse(z.object({ environment: EnvironmentName }), { environment: name }, 'query').environment;
};
