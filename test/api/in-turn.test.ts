import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FoldProgress } from '#server/features/behavior/fold-pending.ts';
import { foldInTurn } from '#server/features/behavior/in-turn.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { leaseStore } from '#server/stores/leases.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const start = Date.UTC(2026, 2, 1);
const at = (seconds: number): Date => new Date(start + seconds * 1000);

let db: Connection;
beforeAll(async () => {
  db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
});
afterAll(() => db.close());

const leasesOf = (environment: string) => leaseStore(db, { project: 'in-turn', environment });

/** Folds over one inbox: each holds its turn until it is let go. */
const inboxOf = (environment: string, waiting: number) => {
  const inbox = { waiting, now: at(0), folded: [] as string[] };
  const folder = (holder: string, hold: Promise<void> = Promise.resolve()) =>
    foldInTurn({
      foldPending: async () => {
        inbox.folded.push(holder);
        const events = inbox.waiting;
        await hold;
        inbox.waiting = 0;
        return { events, profiles: 1, total: events };
      },
      countPending: async () => inbox.waiting,
      leases: leasesOf(environment),
      clock: () => inbox.now,
      holder,
      onError: (error) => expect.unreachable(String(error)),
    });
  return { inbox, folder };
};

const gate = (): { opened: Promise<void>; open: () => void } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

test.each([
  ['its holder keeps it', 'a', 4, true],
  ['another has to wait for its time', 'b', 4, false],
  ['another takes it when its time is over', 'b', 5, true],
  ['another takes it long after its holder died', 'b', 3600, true],
])('a lease until second 5: %s', async (name, holder, second, expected) => {
  const leases = leasesOf(name.replaceAll(' ', '-'));
  expect(await leases.take('work', { holder: 'a', now: at(0), until: at(5) })).toBe(true);
  const now = at(second);
  expect(await leases.take('work', { holder, now, until: at(second + 5) })).toBe(expected);
});

test('of many who ask for a lease at once, one gets it', async () => {
  const asked = Array.from({ length: 8 }, (_, n) =>
    leasesOf('at-once').take('work', { holder: `h${n}`, now: at(0), until: at(5) }),
  );
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
});

test('a lease is given back by its holder alone, and is for one kind of work', async () => {
  const leases = leasesOf('given-back');
  const take = (holder: string, work = 'work') => leases.take(work, { holder, now: at(0), until: at(5) });
  await take('a');
  expect(await take('b', 'other work')).toBe(true);
  await leases.giveBack('work', 'b');
  expect(await take('b')).toBe(false);
  await leases.giveBack('work', 'a');
  expect(await take('b')).toBe(true);
});

test('while one process folds, another waits for it, folds nothing itself and tells how far it is', async () => {
  const { inbox, folder } = inboxOf('two', 7);
  const { opened, open } = gate();
  const first = folder('first', opened)();
  await expect.poll(() => inbox.folded).toEqual(['first']);
  const told: FoldProgress[] = [];
  const second = folder('second')((progress) => told.push(progress));
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(told[0]).toEqual({ events: 0, profiles: 0, total: 7 });
  open();
  expect(await first).toEqual({ events: 7, profiles: 1, total: 7 });
  expect(await second).toMatchObject({ events: 7, total: 7 });
  expect(inbox.folded).toEqual(['first']);
});

test('the turn of a process that died is taken over when its time is over', async () => {
  const { inbox, folder } = inboxOf('died', 3);
  await leasesOf('died').take('fold-pending', { holder: 'dead', now: at(0), until: at(5) });
  let looks = 0;
  const waiting = folder('alive')(() => {
    looks += 1;
  });
  await expect.poll(() => looks).toBeGreaterThan(0);
  expect(inbox.folded).toEqual([]);
  inbox.now = at(5);
  expect(await waiting).toMatchObject({ events: 3, total: 3 });
  expect(inbox.folded).toEqual(['alive']);
});

test('where nothing waits, no turn is taken', async () => {
  const { inbox, folder } = inboxOf('nothing', 0);
  expect(await folder('first')()).toEqual({ events: 0, profiles: 0, total: 0 });
  expect(inbox.folded).toEqual([]);
});
