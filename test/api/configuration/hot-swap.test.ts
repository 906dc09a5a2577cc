import { afterEach, expect, test, vi } from 'vitest';
import { createReleaseHolder, type ReleaseHolder } from '#server/platform/releases.ts';
import { rule } from '#test/domain/releases/shop.ts';
import { bodyOf, environment, startConfiguration, vipHero } from './start.ts';

const { admin, seed, save, publish } = startConfiguration();

const holders: ReleaseHolder[] = [];
afterEach(async () => {
  for (const holder of holders.splice(0)) await holder.close();
});

const log = () => undefined;
const startProcess = async (): Promise<ReleaseHolder> => {
  const { load, watch } = admin().configuration;
  const holder = createReleaseHolder({
    environment,
    load: (known) => load(environment, known),
    watch: (onChange, onError) => watch(environment, onChange, onError),
    logger: { info: log, warn: log, error: log },
  });
  holders.push(holder);
  await holder.refresh();
  return holder;
};

test('every running process has a published release within a second', async () => {
  await seed();
  const processes = [await startProcess(), await startProcess()];
  expect(processes.map(({ current }) => current().number)).toEqual([1, 1]);
  await save('/rules/vip-hero', vipHero({ priority: 7 }));
  await publish(1).expect(201);
  await vi.waitFor(
    () => {
      const priorities = processes.map(({ current }) => current().rules.items[0]?.priority);
      expect(priorities).toEqual([7, 7]);
    },
    { timeout: 1000, interval: 20 },
  );
});

test('a stored release that no longer compiles is never swapped in', async () => {
  await seed();
  const broken = { ...bodyOf(rule()), conditions: { any: [] } };
  const revisions = admin().db.collection('revisions');
  await revisions.updateOne({ key: 'vip-hero' }, { $set: { body: broken } });
  const { current, status } = await startProcess();
  expect(current().number).toBe(0);
  expect(status()).toMatchObject({ state: 'stale', fault: expect.stringContaining('release 1 ') });
});
