import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Behavior } from '#schemas/event.ts';
import { choresOf } from '#server/chores.ts';
import { openServices, type Services } from '#server/cli/services.ts';
import { parseConfig } from '#server/config.ts';
import { settings } from '#test/domain/decisions/shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';

let services: Services;
beforeAll(async () => {
  const mongodbUrl = await testDatabaseUri();
  services = await openServices({ ...parseConfig({ ATTUNE_LOG_LEVEL: 'silent' }), mongodbUrl }, 'production');
});
afterAll(() => services.close());

const setEngine = async (engine: object): Promise<void> => {
  await services.configuration.apply({
    environment: 'production',
    documents: [settings({ personalization_engine: engine })],
    keepOthers: true,
    author: 'ada',
    reason: 'how soon profiles follow',
  });
  await services.environment.releases.refresh();
};

const track = (behavior: Pick<Behavior, 'customer_id' | 'behavior_type'> & { data?: object }) => {
  const { behavior: door } = services.environment;
  const receipt = { receivedAt: new Date(), source: 'api', visitor: {} } as const;
  const read = door.readUnchecked(behavior, receipt);
  if ('faults' in read) return expect.unreachable(JSON.stringify(read.faults));
  return door.track([read.event]);
};

const seen = async (customer: string): Promise<Record<string, number> | undefined> =>
  (await services.environment.stores.profiles.read(`customer_id:${customer}`))?.counters.events;

const chore = (name: string) =>
  choresOf(services.environment)
    .find((each) => each.name === `production: ${name}`)!
    .run();

test('profiles follow at once by default', async () => {
  await setEngine({});
  expect(await track({ customer_id: 'now', behavior_type: 'page_viewed' })).toMatchObject({
    significance: 1,
  });
  expect(await seen('now')).toEqual({ page_viewed: 1 });
});

describe.each([
  ['updates in batches', { profile_update_frequency: 'batched' }],
  ['no processing in real time', { real_time_processing: false }],
])('with %s', (name, engine) => {
  const customer = `ada-${name.length}`;
  beforeAll(() => setEngine(engine));

  test('what customers do is stored, and waits for the next minute', async () => {
    const tracked = await track({ customer_id: customer, behavior_type: 'page_viewed' });
    expect(tracked).toEqual({ accepted: 1, duplicates: 0, erased: 0, significance: null });
    await chore('fold what is pending');
    expect(await seen(customer)).toBeUndefined();
    await chore('fold what may wait');
    expect(await seen(customer)).toEqual({ page_viewed: 1 });
  });

  test('what they say of their consent holds from then on, with what they did before', async () => {
    await track({ customer_id: customer, behavior_type: 'page_viewed' });
    const data = { purposes: { personalization: false } };
    await track({ customer_id: customer, behavior_type: 'consent_updated', data });
    expect(await seen(customer)).toEqual({ page_viewed: 2, consent_updated: 1 });
  });
});
