import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Behavior } from '#schemas/event.ts';
import { openServices, type Services } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { ordersAtLeast, settings } from '#test/domain/decisions/shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';
import { soon } from '#test/support/soon.ts';

const hour = 3_600_000;

let services: Services;

beforeAll(async () => {
  const mongodbUrl = await testDatabaseUri();
  services = await openServices({ ...parseConfig({ ATTUNE_LOG_LEVEL: 'silent' }), mongodbUrl }, 'production');
  const promoted = {
    key: 'promoted',
    name: 'Promoted',
    conditions: ordersAtLeast(1),
    purpose: 'marketing_email',
  };
  await services.configuration.apply({
    environment: 'production',
    documents: [settings({ default_consent: {} }), { kind: 'segment', body: promoted }],
    author: 'ada',
    reason: 'for a test',
  });
  await services.environment.releases.refresh();
});
afterAll(() => services.close());

const track = async (...behaviors: Behavior[]): Promise<void> => {
  const { behavior } = services.environment;
  const receipt = { receivedAt: new Date(), source: 'api' as const, visitor: {} };
  const reads = behaviors.map((told) => behavior.read(told, receipt));
  await behavior.track(reads.flatMap((read) => ('event' in read ? [read.event] : [])));
};
const bought = (customer_id: string): Behavior => ({
  customer_id,
  behavior_type: 'order_completed',
  data: { order_id: customer_id, total: { amount: 900, currency: 'EUR' }, items: [{ product_id: 'tea' }] },
});
const said = (customer_id: string, data: object): Behavior => ({
  customer_id,
  behavior_type: 'consent_updated',
  data: { purposes: {}, ...data },
  context: {},
});
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

describe('models', () => {
  const yes = { purposes: { profiling: true } };

  test('learn from the orders of those alone who consent to profiling, and still do', async () => {
    await track(...['yes', 'no', 'unknown', 'restricted', 'signal', 'ended'].map(bought));
    await track(
      said('yes', yes),
      said('no', { purposes: { profiling: false } }),
      said('restricted', yes),
      said('signal', yes),
      { ...said('ended', { ...yes, expires_at: ago(hour) }), timestamp: ago(2 * hour) },
    );
    await track({ customer_id: 'signal', behavior_type: 'page_viewed', data: {}, context: { gpc: true } });
    const { training, stores, privacy } = services.environment;
    await privacy.service.restrict('customer_id:restricted', { restricted: true, by: 'ada' });
    expect(await stores.profiles.count()).toBe(6);
    expect(await training.train({ force: true })).toMatchObject({ state: 'trained', orders: 1 });
    await track(said('no', yes));
    expect(await training.train({ force: true })).toMatchObject({ state: 'trained', orders: 2 });
  });
});

describe('a segment with a purpose', () => {
  const isIn = async (customer: string): Promise<boolean> => {
    const profile = await services.environment.stores.profiles.read(`customer_id:${customer}`);
    return profile?.memberships?.some(({ segment }) => segment === 'promoted') ?? false;
  };
  const email = (allowed: boolean) => ({ purposes: { marketing_email: allowed } });

  test('is entered with the consent to it, and left when that is withdrawn', async () => {
    await track(bought('eve'));
    expect(await isIn('eve')).toBe(false);
    await track(said('eve', email(true)));
    expect(await isIn('eve')).toBe(true);
    await track(said('eve', email(false)));
    expect(await isIn('eve')).toBe(false);
  });

  test('is left when the consent ends, without any event', async () => {
    await track(bought('max'), said('max', { ...email(true), expires_at: ago(-2000) }));
    expect(await isIn('max')).toBe(true);
    await soon(async () => {
      await services.environment.segments.upkeep.followTime();
      expect(await isIn('max')).toBe(false);
    });
  });
});
