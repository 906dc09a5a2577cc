import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '#schemas/profile.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { evaluate } from '#server/domain/segments/evaluate.ts';
import { createFolder } from '#server/features/behavior/fold.ts';
import { createIngest } from '#server/features/behavior/ingest.ts';
import { createLinker } from '#server/features/identities/linker.ts';
import { createSegmentKeeper } from '#server/features/segments/keeper.ts';
import { createBus } from '#server/platform/bus.ts';
import { systemClock } from '#server/platform/clock.ts';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { evidenceOf } from '#test/domain/decisions/shop.ts';
import { buildProduct } from '#test/support/build.ts';
import { ended } from '#test/support/ended.ts';
import { type Timing, timeInTurns } from './support/measure.ts';
import type { BenchRow } from './support/row.ts';
import { recomputeRows } from './support/segment-recompute.ts';
import { contextOf, customerOf, eventOf, releaseWith, segmentsOf } from './support/segment-scene.ts';

const SUITE = 'segments';
const SEGMENTS = 200;
const CUSTOMERS = 500;
/** Few, so that after a while events change little of what they are in. */
const REGULARS = 25;

const rowsOf = (name: string, timings: readonly Timing[]): BenchRow[] => {
  const [reference] = timings as [Timing];
  return timings.map((timing) => ({
    suite: SUITE,
    case: `${name}, p50`,
    subject: timing.name,
    value: timing.p50,
    unit: 'µs',
    ratio_to: reference.name,
    ratio: reference.p50 / timing.p50,
  }));
};

/** One event after the other into one customer after the other, each on disk and in the profile before the next. */
const pipelineOf = (db: Connection, release: CompiledRelease, environment: string, keeps: boolean) => {
  const stores = createStores(db, { project: 'bench', environment });
  const keeper = createSegmentKeeper({
    db,
    members: stores.segmentMembers,
    uploads: stores.segmentUploads,
    changes: stores.segmentChanges,
    release: () => release,
    evidence: () => evidenceOf(),
    bus: createBus({ subscribers: {}, onError: () => undefined }),
    clock: systemClock,
  });
  const folder = createFolder({
    ...stores,
    db,
    clock: systemClock,
    context: () => contextOf(release),
    settle: createLinker({ ...stores, mayStitch: () => false }).settle,
    join: async () => undefined,
    ...(keeps && {
      afterFold: async (folded, session) => {
        const profiles = folded.map(({ profile }) => profile);
        return { journeys: new Map(), ...(await keeper.step(profiles, session)) };
      },
    }),
  });
  const { ingest } = createIngest({ events: stores.events });
  let sent = 0;
  return async (): Promise<void> => {
    const event = eventOf(sent % REGULARS, Math.floor(sent / REGULARS), new Date());
    sent += 1;
    await ingest([event]);
    await folder.fold([event.profileId]);
  };
};

/** Without a database: folding one event, and computing all memberships. */
const pureRows = async (release: CompiledRelease): Promise<BenchRow[]> => {
  const context = contextOf(release);
  const at = new Date();
  const evidence = evidenceOf();
  const profiles = Array.from({ length: CUSTOMERS }, (_, n) => customerOf(n, context, at));
  const known = await Promise.all(
    profiles.map(async (profile): Promise<Profile> => {
      const { changes: _, ...kept } = await evaluate({ profile, uploaded: [], release, evidence, at });
      return { ...profile, ...kept };
    }),
  );
  const subjects = [
    {
      name: 'fold',
      run: (round: number) =>
        foldEvents(profiles[round % CUSTOMERS]!, [eventOf(round % CUSTOMERS, round, at)], context),
    },
    {
      name: `memberships of ${SEGMENTS}`,
      run: (round: number) =>
        evaluate({ profile: known[round % CUSTOMERS]!, uploaded: [], release, evidence, at }),
    },
  ];
  return rowsOf('in memory', await timeInTurns(subjects, { rounds: 4000, calls: 1, turns: 4, seconds: 10 }));
};

async function* eventRows(db: Connection): AsyncGenerator<BenchRow> {
  const release = releaseWith(segmentsOf(SEGMENTS));
  yield* await pureRows(release);
  const subjects = [
    { name: 'without memberships', run: pipelineOf(db, release, 'plain', false) },
    { name: `with ${SEGMENTS} segments`, run: pipelineOf(db, release, 'kept', true) },
  ];
  const limits = { rounds: 3000, calls: 1, turns: 6, seconds: 60 };
  yield* rowsOf('one event, stored and folded', await timeInTurns(subjects, limits));
}

/** What one event costs with 200 segments, and what computing everyone's memberships anew costs everyone else. */
export async function* run(): AsyncGenerator<BenchRow> {
  buildProduct();
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-bench-'));
  const store = await startEmbeddedStore({ dataDir });
  const db = await connectMongo(store.uri);
  try {
    await ensureIndexes(db);
    yield* eventRows(db);
  } finally {
    await db.close();
    await store.stop();
    await ended(store.pid);
    await rm(dataDir, { recursive: true, force: true });
  }
  yield* recomputeRows(SUITE);
}
