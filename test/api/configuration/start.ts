import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { rule, shop } from '#test/domain/releases/shop.ts';
import { type AdminApp, startAdminApp } from '../admin-app.ts';

export const root = '/api/admin';
export const environment = 'production';

const configured = [
  'revisions',
  'drafts',
  'releases',
  'environments',
  'audit_log',
  'personalization_rules',
  'experience_variants',
];

export const bodyOf = ({ body }: SourceDocument) => body as Record<string, unknown>;
/** What saving the shop's rule sends. */
export const vipHero = (changes = {}) => ({ body: { ...bodyOf(rule()), ...changes } });
export const pathsOf = (response: { body: { errors: { path: string }[] } }): string[] =>
  response.body.errors.map(({ path }) => path);

/** An admin API that is empty before each test, and an editor who is logged in. */
export const startConfiguration = () => {
  let admin: AdminApp;
  let client: Awaited<ReturnType<AdminApp['as']>>;
  beforeAll(async () => {
    admin = await startAdminApp();
    client = await admin.as('editor');
  });
  afterAll(() => admin.stop());
  beforeEach(async () => {
    for (const name of configured) await admin.db.collection(name).deleteMany({});
  });

  return {
    admin: () => admin,
    client: () => client,
    seed: (documents: SourceDocument[] = shop()) =>
      admin.configuration.apply({ environment, documents, author: 'seed', reason: 'start' }),
    read: async (path: string) => (await client.get(`${root}${path}`).expect(200)).body,
    /** Saves a draft of what was just read. */
    save: async (path: string, body: object) => {
      const { headers } = await client.get(`${root}${path}`);
      expect(headers['etag']).toBeDefined();
      return client.put(`${root}${path}`).set('If-Match', String(headers['etag'])).send(body);
    },
    publish: (parent: number, documents: string[] | 'all' = 'all', more = {}) =>
      client.post(`${root}/publish`).send({ parent, documents, reason: 'because', ...more }),
  };
};
