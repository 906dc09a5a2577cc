import type { mongo } from 'mongoose';

/** One client, and the collection that all clients share. */
export interface Client {
  client: mongo.MongoClient;
  collection: mongo.Collection<Entry>;
}

interface Entry {
  _id: string;
  n: number;
  list: number[];
}

type Content = Pick<Entry, 'n' | 'list'>;

/** What is in the collection: every id that a history may use, with null where there is no document. */
export type State = Readonly<Record<string, Content | null>>;

/** Something a client does, and what it would do and answer if nothing else happened meanwhile. */
export interface Operation {
  name: string;
  run(by: Client): Promise<unknown>;
  apply(state: State): { state: State; result: unknown };
}

/** An operation that was done, between two moments of one clock, and its result. */
export interface Call {
  operation: Operation;
  invoked: number;
  responded: number;
  result: unknown;
}

const at = (state: State, id: string): Content | null => state[id] ?? null;
const without = (doc: Entry | null): Content | null => doc && { n: doc.n, list: doc.list };
const AFTER = { returnDocument: 'after' } as const;

export const read = (id: string): Operation => ({
  name: `read ${id}`,
  run: async ({ collection }) => without(await collection.findOne({ _id: id })),
  apply: (state) => ({ state, result: at(state, id) }),
});

export const insert = (id: string, n: number): Operation => ({
  name: `insert ${id} ${n}`,
  run: ({ collection }) =>
    collection.insertOne({ _id: id, n, list: [] }).then(
      () => 'inserted',
      ({ code }: { code: unknown }) => code,
    ),
  apply: (state) =>
    at(state, id)
      ? { state, result: 11000 }
      : { state: { ...state, [id]: { n, list: [] } }, result: 'inserted' },
});

export const remove = (id: string): Operation => ({
  name: `remove ${id}`,
  run: async ({ collection }) => without(await collection.findOneAndDelete({ _id: id })),
  apply: (state) => ({ state: { ...state, [id]: null }, result: at(state, id) }),
});

export const increment = (id: string, n: number): Operation => ({
  name: `increment ${id} ${n}`,
  run: async ({ collection }) =>
    without(await collection.findOneAndUpdate({ _id: id }, { $inc: { n } }, AFTER)),
  apply: (state) => {
    const found = at(state, id);
    const after = found && { ...found, n: found.n + n };
    return { state: { ...state, [id]: after }, result: after };
  },
});

export const push = (id: string, n: number): Operation => ({
  name: `push ${id} ${n}`,
  run: async ({ collection }) =>
    without(await collection.findOneAndUpdate({ _id: id }, { $push: { list: n } })),
  apply: (state) => {
    const found = at(state, id);
    return { state: { ...state, [id]: found && { ...found, list: [...found.list, n] } }, result: found };
  },
});

export const setBelow = (id: string, bound: number, n: number): Operation => ({
  name: `set ${id} ${n} if below ${bound}`,
  run: async ({ collection }) =>
    (await collection.updateOne({ _id: id, n: { $lt: bound } }, { $set: { n } })).matchedCount,
  apply: (state) => {
    const found = at(state, id);
    return found && found.n < bound
      ? { state: { ...state, [id]: { ...found, n } }, result: 1 }
      : { state, result: 0 };
  },
});

/** Adds to a document that may have to be made, in a transaction or without. */
export const upsert = (id: string, n: number): Operation & { step: Step } => {
  const step: Step = async ({ collection }, options = {}) =>
    without(
      await collection.findOneAndUpdate(
        { _id: id },
        { $inc: { n }, $push: { list: n } },
        { ...AFTER, ...options, upsert: true },
      ),
    );
  return {
    name: `upsert ${id} ${n}`,
    step,
    run: step,
    apply: (state) => {
      const found = at(state, id) ?? { n: 0, list: [] };
      const after = { n: found.n + n, list: [...found.list, n] };
      return { state: { ...state, [id]: after }, result: after };
    },
  };
};

type Step = (by: Client, options?: { session?: mongo.ClientSession }) => Promise<unknown>;

/**
 * Several upserts as a whole, or taken back at the end. A transaction reads a snapshot, which alone does not make
 * histories serial: two that read what the other writes may both commit. These write all that they read.
 */
export const transaction = (steps: readonly ReturnType<typeof upsert>[], commits: boolean): Operation => ({
  name: `${commits ? '' : 'aborted '}transaction (${steps.map(({ name }) => name).join(', ')})`,
  run: (by) =>
    by.client.withSession((session) =>
      session.withTransaction(async () => {
        const results: unknown[] = [];
        for (const { step } of steps) results.push(await step(by, { session }));
        if (commits) return results;
        await session.abortTransaction();
        return 'aborted';
      }),
    ),
  apply: (state) => {
    if (!commits) return { state, result: 'aborted' };
    const results: unknown[] = [];
    let now = state;
    for (const { apply } of steps) {
      const { state: next, result } = apply(now);
      now = next;
      results.push(result);
    }
    return { state: now, result: results };
  },
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A serial order of the calls that gives every result and leads from one state to the other, where each call comes
 * after those that had responded before it was invoked; undefined where there is none.
 */
export function serialOrder(calls: readonly Call[], from: State, to: State): Call[] | undefined {
  if (calls.length === 0) return same(from, to) ? [] : undefined;
  const firstResponse = Math.min(...calls.map(({ responded }) => responded));
  for (const call of calls) {
    if (call.invoked > firstResponse) continue;
    const { state, result } = call.operation.apply(from);
    if (!same(result, call.result)) continue;
    const others = calls.filter((other) => other !== call);
    const rest = serialOrder(others, state, to);
    if (rest) return [call, ...rest];
  }
  return undefined;
}
