import express, { type RequestHandler } from 'express';
import request from 'supertest';
import type { EvaluatedFlag } from '#schemas/ofrep.ts';
import type { Profile } from '#schemas/profile.ts';
import type { CompiledRelease, SourceDocument } from '#server/domain/releases/types.ts';
import { publicContent } from '#server/features/experience/public-view.ts';
import { ofrepFailures, ofrepRoutes } from '#server/features/ofrep/routes.ts';
import { ofrepService } from '#server/features/ofrep/service.ts';
import { jsonBody } from '#server/platform/http.ts';
import { verifyToken } from '#server/platform/token.ts';
import {
  evidenceOf,
  experiment,
  fact,
  placement,
  profileOf,
  releaseOf,
  rule,
  variant,
} from '#test/domain/decisions/shop.ts';
import { open } from './catalogue-fixtures.ts';
import { experienceApp, secret } from './experience-app.ts';

const flag = (key: string, type: string, value: unknown): SourceDocument => ({
  kind: 'flag',
  body: { key, name: key, type, value },
});

const variations = [
  { key: 'control', name: 'Control', weight: 0.5, parameters: { steps: 3 } },
  { key: 'short', name: 'Short', weight: 0.5, parameters: { steps: 1, hints: ['a', 'b'] } },
];

const picks = { recommend: { type: 'personalized_picks', count: 3 } };

/** One flag of every kind, and of every reason. */
export const flagDocuments: SourceDocument[] = [
  flag('dark-mode', 'boolean', true),
  flag('greeting', 'string', 'Hello'),
  flag('page-size', 'number', 24),
  flag('theme', 'object', { accent: 'teal', round: true }),
  rule('vip', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
    conditions: { all: [fact('context', '$.plan', 'equal', 'vip')] },
  }),
  placement('shelf'),
  variant('shelf-default', { placement: 'shelf', ...picks }),
  placement('second_shelf'),
  variant('second_shelf-default', { placement: 'second_shelf', ...picks }),
  placement('footer'),
  variant('footer-default', { placement: 'footer', content: { text: 'Bye' } }),
  variant('footer-green', { placement: 'footer', content: { text: 'Green' } }),
  placement('promo'),
  variant('promo-default', { placement: 'promo', requiresRule: true }),
  variant('promo-sale', { placement: 'promo', content: { text: 'Sale' } }),
  experiment('footer-test', {
    variations: [
      { key: 'control', name: 'Control', weight: 0.5, variants: { footer: 'footer-default' } },
      { key: 'green', name: 'Green', weight: 0.5, variants: { footer: 'footer-green' } },
    ],
  }),
  experiment('checkout-test', { variations }),
  experiment('gold-test', {
    variations,
    audience: { all: [fact('context', '$.plan', 'equal', 'gold')] },
  }),
  experiment('old-test', { variations, status: 'stopped' }),
  experiment('next-test', { variations, status: 'draft' }),
];

export const flagRelease = (preferences: Record<string, unknown> = {}): CompiledRelease =>
  releaseOf({ documents: flagDocuments, preferences });

type Options = {
  release?: CompiledRelease;
  profiles?: Profile[];
  mayRead?: boolean;
  requireDecide?: RequestHandler;
  /** What looking for a newer release finds. */
  newer?: CompiledRelease;
  evidence?: number;
};

/** The protocol's routes over a release in memory, with the clock standing still. */
export const ofrepApp = (options: Options = {}) => {
  let release = options.release ?? flagRelease();
  const { profiles = [profileOf()], mayRead = true, requireDecide = open } = options;
  const evidence = { ...evidenceOf(), number: options.evidence ?? 3 };
  const experience = experienceApp({ release, profiles, evidence });
  const service = ofrepService({
    release: () => release,
    refreshRelease: async () => {
      release = options.newer ?? release;
    },
    consider: experience.service.consider,
    publicContent,
  });
  const routes = ofrepRoutes({
    service,
    requireDecide,
    mayRead: () => mayRead,
    streamAddress: (_req, number) => `/stream?since=${number}`,
  });
  const app = express()
    .use(jsonBody({ limit: 10_000 }))
    .use(routes)
    .use(ofrepFailures);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    request(app)
      .post(path)
      .set({ 'content-type': 'application/json', ...headers })
      .send(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    records: experience.records,
    post,
    one: (key: string, context: object, headers = {}) =>
      post(`/evaluate/flags/${encodeURIComponent(key)}`, { context }, headers),
    all: (context: object, headers = {}) => post('/evaluate/flags', { context }, headers),
  };
};

/** What a flag's token tells. */
export const tokenOf = ({ metadata }: EvaluatedFlag) =>
  metadata?.experience_id === undefined ? undefined : verifyToken(metadata.experience_id, secret);
