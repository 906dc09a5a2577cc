import type { RequestHandler } from 'express';
import type { Product } from '#schemas/product.ts';
import { Settings } from '#schemas/settings.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { recommenderEvidence } from '#server/domain/models/evidence.ts';
import { compileRelease } from '#server/domain/releases/compile.ts';
import type { CompiledRelease, SourceDocument } from '#server/domain/releases/types.ts';
import { coPurchases, shop, volumes } from '#test/domain/models/builders.ts';
import { testMatcher } from '#test/support/matcher.ts';

/** Lets everyone through: who may call is tested where keys and sessions are. */
export const open: RequestHandler = (_req, _res, next) => next();

/** A release that personalizes for everyone, with these documents besides. */
export const releaseOf = (documents: SourceDocument[] = [], number = 1): CompiledRelease => {
  const settings = Settings.parse({ default_consent: { personalization: true }, goals: {} });
  const all = [{ kind: 'settings' as const, body: settings }, ...documents];
  return compileRelease({ environment: 'production', number, documents: all, matcher: testMatcher });
};

export const evidenceOf = (products: Product[] = shop): Evidence => {
  const byId = new Map(products.map((one) => [one.id, one]));
  return {
    number: 7,
    at: new Date('2026-05-01T12:00:00Z'),
    catalogue: { products: byId, contentItems: new Map() },
    recommenders: recommenderEvidence({ products: byId, volumes, coPurchases }),
    outcomes: new Map(),
  };
};
