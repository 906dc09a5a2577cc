import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Experiment } from '#schemas/experiment.ts';
import { choresOf } from '#server/chores.ts';
import { createEnvironment, type Environment } from '#server/environment.ts';
import { createConfigurationService } from '#server/features/configuration/service.ts';
import { createRollback } from '#server/features/experiments/rollback.ts';
import { createLogger } from '#server/platform/logger.ts';
import { createMetrics } from '#server/platform/metrics.ts';
import { type Connection, connectMongo, ensureIndexes, withTransaction } from '#server/platform/mongo.ts';
import { experiment, placement, settings, variant } from '#test/domain/decisions/shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const environment = 'production';
const scope = { project: 'default', environment };
const now = new Date('2026-03-14T09:30:00Z');
const clock = () => now;

const metric = (key: string, more: object) => ({
  kind: 'metric' as const,
  body: { key, name: key, type: 'proportion', event: 'order_completed', ...more },
});
const ramp = { steps: [{ coverage: 1, at: '2026-03-01T00:00:00Z' }] };
const metrics = [
  { metric: 'conversion', role: 'goal' },
  { metric: 'refunds', role: 'guardrail' },
];
const banner = (more: object = {}) => experiment('banner', { ramp, metrics, ...more });
const shopWith = (...experiments: ReturnType<typeof banner>[]) => [
  settings(),
  metric('conversion', {}),
  metric('refunds', { event: 'order_refunded', direction: 'decrease' }),
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  variant('hero-a'),
  variant('hero-b'),
  ...experiments,
];

let db: Connection;
let workers: Environment[];
let configuration: ReturnType<typeof createConfigurationService>;

beforeAll(async () => {
  db = await connectMongo(testDatabaseUri());
  await ensureIndexes(db);
  configuration = createConfigurationService({ db, clock });
  workers = Array.from({ length: 3 }, () =>
    createEnvironment({
      db,
      scope,
      secret: 'a secret',
      configuration,
      clock,
      logger: createLogger('silent'),
      metrics: createMetrics(),
    }),
  );
});
afterAll(async () => {
  for (const worker of workers) await worker.close();
  await db.close();
});
beforeEach(async () => {
  for (const name of ['experiment_totals', 'audit_log']) await db.collection(name).deleteMany({});
});

const harm = { control: 20, treatment: 80 };
const refresh = () => Promise.all(workers.map(({ releases }) => releases.refresh()));

const publish = async (...experiments: ReturnType<typeof banner>[]): Promise<void> => {
  const documents = shopWith(...experiments);
  await configuration.apply({ environment, documents, author: 'ada', reason: 'a test' });
  await refresh();
};

/** How many of a thousand customers sent something back, by variation. */
const count = (refunds: Record<string, number>, unit = 'banner'): Promise<void> =>
  withTransaction(db, (session) =>
    workers[0]!.stores.totals.add(
      Object.entries(refunds).map(([variation, sum]) => ({
        experiment: unit,
        variation,
        n: 1000,
        crossed: 0,
        metrics: { refunds: { sum, sumOfSquares: sum } },
      })),
      0,
      session,
    ),
  );

const look = (worker: Environment) => worker.rollback.stopHarmful();
const inForce = (): Experiment => workers[0]!.releases.current().experiments[0]!;
const rollbacks = () => db.collection('audit_log').find({ action: 'experiment.rolled-back' }).toArray();

test('an experiment whose guardrail lost is stopped in a release of the system, with the numbers, and audited', async () => {
  await publish(banner({ description: 'kept as it was written' }));
  await count(harm);
  const before = await configuration.inForce(environment);
  expect(await look(workers[0]!)).toEqual(['banner']);
  await refresh();

  const { release, changes } = await configuration.release(environment, before + 1);
  const reason =
    'Stopped: the guardrail "refunds" lost with "treatment": 0.08 in 1000 customers against 0.02 in 1000, ' +
    'a difference of 0.06 (95% interval at any time 0.02984 to 0.09016).';
  expect(release).toMatchObject({ author: 'system', parent: before, reason });
  expect(changes.map(({ document, paths }) => [document, paths.map(({ path }) => path).sort()])).toEqual([
    ['experiment/banner', ['/status', '/stopped']],
  ]);
  expect(inForce()).toMatchObject({ status: 'stopped', stopped: { at: now.toISOString(), reason } });
  const report = await workers[0]!.experiments.report('banner', 0.95);
  expect(report).toMatchObject({ status: 'stopped', stopped: { reason } });
  expect(await rollbacks()).toMatchObject([
    {
      actor: 'system',
      subject: `release/${before + 1}`,
      detail: { documents: ['experiment/banner'], reason },
    },
  ]);
});

test('a guardrail that loses totally stops it too, with an interval that shares can have', async () => {
  await publish(banner());
  await count({ control: 0, treatment: 1000 });
  expect(await look(workers[0]!)).toEqual(['banner']);
  await refresh();
  expect(inForce().stopped?.reason).toContain('1 in 1000 customers against 0 in 1000, a difference of 1 ');
  expect(inForce().stopped?.reason).toMatch(/interval at any time 0\.99\d* to 1\)/);
});

test('however many workers look at once and again, it is stopped once', async () => {
  await publish(banner());
  await count(harm);
  const before = await configuration.inForce(environment);
  const stopped = (await Promise.all(workers.map(look))).flat();
  expect(stopped).toEqual(['banner']);
  await refresh();
  expect((await Promise.all(workers.map(look))).flat()).toEqual([]);
  expect(await configuration.inForce(environment)).toBe(before + 1);
  expect(await rollbacks()).toHaveLength(1);
});

test('one who knows an older release stops nothing, and what was changed meanwhile stays', async () => {
  await publish(banner());
  await count(harm);
  const stale = workers[0]!.releases.current();
  const late = createRollback({
    release: () => stale,
    totals: workers[0]!.stores.totals,
    publish: ({ experiment: key, ...stop }, parent) =>
      configuration.stopExperiment({ environment, parent, experiment: key, ...stop, author: 'system' }),
    clock,
  });
  await publish(banner({ description: 'changed meanwhile' }));
  expect(await late.stopHarmful()).toEqual([]);
  expect(await look(workers[0]!)).toEqual(['banner']);
  await refresh();
  expect(inForce()).toMatchObject({ status: 'stopped', description: 'changed meanwhile' });
});

test('two that harm are stopped one after the other', async () => {
  await publish(banner(), { ...banner(), body: { ...(banner().body as object), key: 'second' } });
  await count(harm);
  await count(harm, 'second');
  const stopped: string[] = [];
  for (let i = 0; i < 3; i++) {
    stopped.push(...(await look(workers[0]!)));
    await refresh();
  }
  expect(stopped).toEqual(['banner', 'second']);
});

test.each([
  ['whose guardrail holds', banner(), { control: 20, treatment: 25 }],
  ['that asks for no rollback', banner({ ramp: { ...ramp, rollback: false } }), harm],
  ['without a ramp', experiment('banner', { metrics }), harm],
  ['that is not running', banner({ status: 'draft' }), harm],
  ['that harmed under an earlier bucket version', banner({ bucketVersion: 1 }), harm],
])('an experiment %s goes on', async (_name, document, refunds) => {
  await publish(document);
  await count(refunds);
  expect(await look(workers[0]!)).toEqual([]);
});

test('under a raised bucket version what that version did counts, in the report too', async () => {
  await publish(banner({ bucketVersion: 1 }));
  await count(harm, 'banner@1');
  const report = await workers[0]!.experiments.report('banner', 0.95);
  expect(report?.exposed.map(({ customers }) => customers)).toEqual([1000, 1000]);
  expect(await look(workers[0]!)).toEqual(['banner']);
});

test('workers look by themselves', () => {
  expect(choresOf(workers[0]!).map(({ name }) => name)).toContain('production: stop experiments that harm');
});
