import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { mergeByHand, undoByHand } from '#server/domain/identities/by-hand.ts';
import type { LinkClaim } from '#server/domain/identities/links.ts';
import type { LinkTable } from '#server/domain/identities/plan.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { openBehavior } from '#test/faults/ingest-shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

const ada = 'customer_id:ada';
const old = 'customer_id:old';
const device = 'anonymous_id:device';
type Process = ReturnType<typeof openBehavior>;
type Deed = { by: string; minute: number; loggedIn?: boolean };

const event = ({ by, minute, loggedIn }: Deed): StoredEvent => ({
  messageId: `m${minute}`,
  identity: by,
  profileId: by,
  type: 'page_viewed',
  data: {},
  context: {},
  at: new Date(Date.UTC(2026, 2, 1, 0, minute)),
  receivedAt: new Date(Date.UTC(2026, 2, 2)),
  source: 'api',
  ...(loggedIn && { anonymousId: 'device' }),
});

/** Two processes over one store. What the second stores waits in the inbox: only the first folds. */
const pairOf = (environment: string): [Process, Process] => {
  const scope = { project: 'elsewhere', environment };
  return [openBehavior(db, scope), openBehavior(db, scope, { shard: 1 })];
};

const does = async (process: Process, deed: Deed): Promise<void> => {
  await process.ingest([event(deed)]);
};
const fold = ({ folder }: Process, id: string) => folder.fold([id], { held: true });

const says = ({ folder }: Process, judge: typeof mergeByHand): Promise<unknown> => {
  const said = { from: device, into: ada, at: new Date(Date.UTC(2026, 2, 3)), messageId: 'by hand' };
  const claimsOf = (links: LinkTable): LinkClaim[] => {
    const verdict = judge(said, links);
    if ('fault' in verdict) throw new Error(verdict.fault);
    return [verdict.claim];
  };
  return folder.link({ statement: { about: [device, ada], claimsOf }, write: async () => {} });
};

/** How many pages whoever an identity stands for has viewed. */
const viewsOf = async ({ stores }: Process, id: string): Promise<number | undefined> =>
  (await stores.profiles.read(id))?.counters.events['page_viewed'];

describe('what another process has stored of an identity and not folded is counted once', () => {
  test('where it is the first that is known of whoever logs in', async () => {
    const [one, two] = pairOf('oldest');
    await does(two, { by: device, minute: 1 });
    await does(one, { by: ada, minute: 2, loggedIn: true });
    await fold(one, ada);
    await one.folder.foldPending();
    expect(await viewsOf(one, ada)).toBe(2);
  });

  test('where the other identity has a late event', async () => {
    const [one, two] = pairOf('late');
    await does(one, { by: ada, minute: 5, loggedIn: true });
    await fold(one, ada);
    await does(two, { by: device, minute: 7 });
    await does(one, { by: ada, minute: 3 });
    await fold(one, ada);
    await one.folder.foldPending();
    expect(await viewsOf(one, ada)).toBe(3);
  });

  test('where whoever it belongs to was a third before', async () => {
    const [one, two] = pairOf('third');
    await does(one, { by: old, minute: 0 });
    await fold(one, old);
    await does(two, { by: device, minute: 1 });
    await does(one, { by: ada, minute: 2, loggedIn: true });
    await fold(one, ada);
    await one.ingest([{ ...event({ by: ada, minute: 3 }), previousId: 'old' }]);
    await one.folder.fold([ada, device]);
    await one.folder.foldPending();
    expect(await viewsOf(one, ada)).toBe(4);
  });

  test('and given back whole where the identities are taken apart', async () => {
    const [one, two] = pairOf('undone');
    await does(two, { by: device, minute: 1 });
    await does(one, { by: ada, minute: 2, loggedIn: true });
    await fold(one, ada);
    await says(one, undoByHand);
    await one.folder.foldPending();
    expect(await Promise.all([ada, device].map((id) => viewsOf(one, id)))).toEqual([1, 1]);
  });
});

test('whoever stores what, and whenever who is folded or merged, each event is counted once', async () => {
  const identities = fc.constantFrom(ada, device);
  const schedule = fc.record({
    deeds: fc.uniqueArray(
      fc.record({
        by: identities,
        minute: fc.nat(30),
        loggedIn: fc.boolean(),
        storedBy: fc.nat(1),
        folded: fc.option(identities, { nil: undefined }),
      }),
      { selector: ({ minute }) => minute, minLength: 2, maxLength: 8 },
    ),
    mergedAfter: fc.nat(8),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(schedule, async ({ deeds, mergedAfter }) => {
      run += 1;
      const processes = pairOf(`run${run}`);
      const [one] = processes;
      for (const [index, { by, minute, loggedIn, storedBy, folded }] of deeds.entries()) {
        await does(processes[storedBy]!, { by, minute, loggedIn: loggedIn && by === ada });
        if (folded) await fold(one, folded);
        if (index === mergedAfter) await says(one, mergeByHand).catch(() => undefined);
      }
      await one.folder.foldPending();
      const ids = new Set(
        await Promise.all([ada, device].map(async (id) => (await one.stores.profiles.read(id))?.id)),
      );
      const views = await Promise.all([...ids].map((id) => (id === undefined ? 0 : viewsOf(one, id))));
      expect(views.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(deeds.length);
      expect(await one.stores.events.countPending()).toBe(0);
    }),
    { numRuns: 30 },
  );
}, 60_000);
