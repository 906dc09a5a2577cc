import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEnvironment, type Environment } from '#server/environment.ts';
import { createConfigurationService } from '#server/features/configuration/service.ts';
import type { BehaviorDetected } from '#server/platform/bus.ts';
import { systemClock as clock } from '#server/platform/clock.ts';
import { createLogger } from '#server/platform/logger.ts';
import { createMetrics } from '#server/platform/metrics.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { testDatabaseUri } from '#test/support/database.ts';
import { soon } from '#test/support/soon.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const heard: BehaviorDetected[] = [];

let db: Connection;
let environment: Environment;

beforeAll(async () => {
  db = await connectMongo(testDatabaseUri());
  await ensureIndexes(db);
  environment = createEnvironment({
    db,
    scope: { project: 'default', environment: 'production' },
    secret: 'a secret',
    configuration: createConfigurationService({ db, clock }),
    clock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    subscribers: { 'personalization.behavior_detected': [(payload) => heard.push(payload)] },
  });
});
afterAll(async () => {
  await environment.close();
  await db.close();
});

const scores = (): [string, number][] =>
  heard.map(({ behavior_type, significance_score }) => [behavior_type, significance_score]);

test('every behavior is told with its score, once it is in the profile, and a duplicate is not', async () => {
  const types = ['page_viewed', 'page_viewed', 'newsletter_read'];
  const receipt = { receivedAt, source: 'api' as const, visitor: {} };
  const events = types.flatMap((behavior_type, index) => {
    const read = environment.behavior.read(
      { customer_id: '7', behavior_type, data: { index }, context: { device: 'mobile' } },
      receipt,
    );
    return 'event' in read ? [read.event] : [];
  });
  const { significance } = await environment.behavior.track(events);
  // all kinds of behavior before, none new, and of two kinds one a third: Jensen–Shannon divergence of
  // (1, 0) and (⅔, ⅓) in bits, 0.5 · log₂(6/5) + 0.5 · (⅔ · log₂(4/5) + ⅓ · log₂ 2) = 0.1909
  expect(scores()).toEqual([
    ['page_viewed', 1],
    ['page_viewed', 0],
    ['newsletter_read', expect.closeTo(0.1909, 4)],
  ]);
  expect(significance).toBe(1);
  expect(heard[0]).toMatchObject({
    customer_id: '7',
    behavior_data: { index: 0 },
    context: { device: 'mobile' },
    timestamp: receivedAt.toISOString(),
  });
  await environment.behavior.track(events);
  expect(heard).toHaveLength(3);
});

test('whichever door it came through', async () => {
  heard.length = 0;
  const message = { type: 'track', event: 'Song Played', userId: '8', messageId: 'm' };
  await environment.segment.take(
    { messages: [message], sentAt: undefined },
    { receivedAt, source: 'segment', visitor: {} },
  );
  await soon(() => expect(scores()).toEqual([['song_played', 1]]));
});
