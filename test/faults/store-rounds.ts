import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { seededRandom } from '#server/domain/random.ts';
import { storeUri } from '#server/platform/embedded-mongo/address.ts';
import { type EmbeddedStore, startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { accountFaults, indexFaults } from './store-check.ts';
import { type Chore, choreFaults, chores } from './store-chores.ts';
import { type Crew, isAnswer } from './store-crew.ts';
import { createCrews } from './store-crews.ts';
import { createShop } from './store-shop.ts';

/** What one kill did. All but `acknowledged` and `unsure` must be nothing. */
export type Round = {
  number: number;
  during: string;
  acknowledged: number;
  unsure: { applied: number; absent: number };
  lost: readonly string[];
  half: readonly string[];
  mismatches: readonly string[];
  refused: readonly string[];
};

type Options = { dataDir: string; rounds: number; seed: number };

const startUp = 'start-up';
const kinds = [...Object.keys(chores), startUp];

/** Goes on with a chore until it is told to stop or there is no answer; what the store refused in it. */
const goOn = async (chore: AsyncGenerator<void>, isStopped: () => boolean): Promise<string[]> => {
  try {
    for await (const _ of chore) if (isStopped()) break;
  } catch (error) {
    if (isAnswer(error)) return [error.message];
  }
  return [];
};

const lockedBy = (dataDir: string): number | null => {
  try {
    return Number.parseInt(readFileSync(join(dataDir, 'store.lock'), 'utf8'), 10) || null;
  } catch {
    return null;
  }
};

/** Kills the store that is just starting, some milliseconds after it has begun with the data. */
const killWhileStarting = async (dataDir: string, before: number, milliseconds: number): Promise<void> => {
  const starting = startEmbeddedStore({ dataDir }).then(
    ({ stop }) => stop(),
    () => {},
  );
  let pid = lockedBy(dataDir);
  for (; pid === null || pid === before; pid = lockedBy(dataDir)) await sleep(1);
  await sleep(milliseconds);
  process.kill(pid, 'SIGKILL');
  await starting;
};

type Scene = { dataDir: string; db: Db; crews: readonly Crew[]; random: () => number };

const faultsOf = async ({ db, dataDir, crews }: Scene, round: number) => {
  const verdicts = await Promise.all(crews.map(({ judge }) => judge()));
  const add = (of: 'applied' | 'absent') => verdicts.reduce((total, { unsure }) => total + unsure[of], 0);
  return {
    unsure: { applied: add('applied'), absent: add('absent') },
    lost: verdicts.flatMap(({ lost }) => lost),
    half: [
      ...verdicts.flatMap(({ half }) => half),
      ...(await accountFaults(db)),
      ...(await choreFaults({ db, dataDir, round })),
    ],
    mismatches: await indexFaults(db),
  };
};

/** Writes, kills the store at some instant, starts it again, and compares. */
const killRound = async (
  scene: Scene,
  store: EmbeddedStore,
  number: number,
  atRest: () => Promise<void>,
): Promise<{ round: Round; store: EmbeddedStore }> => {
  const { dataDir, db, crews, random } = scene;
  const during = kinds[number % kinds.length]!;
  const chore: Chore = during in chores ? chores[during as keyof typeof chores] : chores.writes;
  await Promise.all(crews.map(({ write }) => write()));
  let killed = false;
  const goingOn = goOn(chore({ db, dataDir, round: number }), () => killed);
  await sleep(100 + random() * 700);
  process.kill(store.pid, 'SIGKILL');
  killed = true;
  if (during === startUp) await killWhileStarting(dataDir, store.pid, random() * 120);
  await atRest();
  const again = await startEmbeddedStore({ dataDir });
  const tallies = await Promise.all(crews.map(({ settle }) => settle()));
  const refused = [...(await goingOn), ...tallies.flatMap((tally) => tally.refused)];
  const acknowledged = tallies.reduce((total, tally) => total + tally.acknowledged, 0);
  return {
    round: { number, during, acknowledged, refused, ...(await faultsOf(scene, number)) },
    store: again,
  };
};

/**
 * One data directory under many kills, with sixteen writers in two processes. Yields what each kill did.
 * `atRest` is called in each round while the store is dead.
 */
export async function* killStore(
  { dataDir, rounds, seed }: Options,
  atRest: (round: number) => Promise<void> = async () => {},
): AsyncGenerator<Round> {
  let store = await startEmbeddedStore({ dataDir });
  const client = new MongoClient(storeUri(dataDir));
  const db = client.db();
  const crews = createCrews(store.uri, seed);
  const scene = { dataDir, db, crews, random: seededRandom(seed) };
  try {
    await createShop(db);
    for (let number = 0; number < rounds; number += 1) {
      const done = await killRound(scene, store, number, () => atRest(number));
      store = done.store;
      yield done.round;
    }
  } finally {
    // a process of writers may be what has ended
    await Promise.allSettled(crews.map(({ close }) => close()));
    await client.close(true);
    await store.stop();
  }
}
