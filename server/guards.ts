import type { RequestHandler } from 'express';
import { defaultProject } from '#schemas/scope.ts';
import type { Auth } from './platform/auth.ts';
import type { Clock } from './platform/clock.ts';
import { idempotent } from './platform/idempotency.ts';
import type { Connection } from './platform/mongo.ts';
import { limitRate } from './platform/rate-limit.ts';
import { idempotencyKeyStore } from './stores/idempotency-keys.ts';
import { rateLimitStore } from './stores/rate-limits.ts';

type Dependencies = { db: Connection; auth: Auth; secret: string; clock: Clock };

/** Reports read what a year summed up, and the catalogue takes a thousand items a call. */
const costlyPaths = /^\/(analytics|tests|products|content-items)(\/|$)|\/export$/;

/** What stands before the routes of every environment: limits, and answers to repeated requests. */
export const createGuards = ({
  db,
  auth,
  secret,
  clock,
}: Dependencies): Record<'limitRate' | 'idempotent', RequestHandler> => ({
  limitRate: limitRate({
    count: rateLimitStore(db, defaultProject).count,
    isCostly: ({ path }) => costlyPaths.test(path),
    clock,
  }),
  idempotent: idempotent({
    claims: idempotencyKeyStore(db, defaultProject, secret),
    asker: auth.askerOf,
    clock,
  }),
});
