import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testDatabase } from './database.ts';
import {
  type Call,
  type Client,
  increment,
  insert,
  type Operation,
  push,
  read,
  remove,
  type State,
  serialOrder,
  setBelow,
  transaction,
  upsert,
} from './history.ts';

const databases = [testDatabase(), testDatabase(), testDatabase()];

const EMPTY: State = { x: null, y: null, z: null };

const id = fc.constantFrom('x', 'y', 'z');
const n = fc.integer({ min: 1, max: 9 });
const upserts = fc
  .uniqueArray(id, { minLength: 2, maxLength: 3 })
  .chain((ids) => fc.tuple(...ids.map((one) => n.map((number) => upsert(one, number)))));

const operation: fc.Arbitrary<Operation> = fc.oneof(
  id.map(read),
  id.map(remove),
  fc.tuple(id, n).map(([one, number]) => insert(one, number)),
  { weight: 2, arbitrary: fc.tuple(id, n).map(([one, number]) => increment(one, number)) },
  fc.tuple(id, n).map(([one, number]) => push(one, number)),
  fc.tuple(id, n, n).map(([one, bound, number]) => setBelow(one, bound, number)),
  fc.tuple(id, n).map(([one, number]) => upsert(one, number)),
  { weight: 4, arbitrary: fc.tuple(upserts, fc.boolean()).map(([steps, odd]) => transaction(steps, odd)) },
  { weight: 2, arbitrary: upserts.map((steps) => transaction(steps, true)) },
);

// up to 8 operations by three clients
const scripts = fc.tuple(
  fc.array(operation, { minLength: 1, maxLength: 3 }),
  fc.array(operation, { minLength: 1, maxLength: 3 }),
  fc.array(operation, { minLength: 1, maxLength: 2 }),
);

let collections = 0;

async function clientsOfOneCollection(): Promise<Client[]> {
  const name = `h${++collections}`;
  const shared = databases[0]?.db.databaseName;
  return databases.map(({ client }) => ({ client, collection: client.db(shared).collection(name) }));
}

/** Every client does its operations one after the other; the clients run at once. */
async function record(
  clients: readonly Client[],
  script: readonly (readonly Operation[])[],
): Promise<Call[]> {
  let moment = 0;
  const calls: Call[] = [];
  const work = async (client: Client, operations: readonly Operation[]) => {
    for (const one of operations) {
      const invoked = moment++;
      const result = await one.run(client);
      calls.push({ operation: one, invoked, responded: moment++, result });
    }
  };
  await Promise.all(clients.map((client, place) => work(client, script[place] ?? [])));
  return calls;
}

async function stateOf({ collection }: Client): Promise<State> {
  const docs = await collection.find().toArray();
  return { ...EMPTY, ...Object.fromEntries(docs.map((doc) => [doc._id, { n: doc.n, list: doc.list }])) };
}

const told = (calls: readonly Call[]): string =>
  calls
    .map(
      ({ operation: { name }, invoked, responded, result }) =>
        `${invoked}–${responded} ${name}: ${JSON.stringify(result)}`,
    )
    .join('\n');

test('what clients do at once is as if they had done it in some order', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const clients = await clientsOfOneCollection();
      const calls = await record(clients, script);
      const [first] = clients as [Client];
      const state = await stateOf(first);
      expect(serialOrder(calls, EMPTY, state), `${told(calls)}\n${JSON.stringify(state)}`).toBeDefined();
    }),
    { numRuns: 300 },
  );
}, 120_000);

describe('the search for an order', () => {
  const call = (made: Operation, invoked: number, responded: number, result: unknown): Call => ({
    operation: made,
    invoked,
    responded,
    result,
  });
  const of = (number: number) => ({ n: number, list: [] });
  const one = { ...EMPTY, x: of(1) };
  const two = { ...EMPTY, x: of(2) };
  const plus = increment('x', 1);
  const both = [upsert('x', 1), upsert('y', 1)];
  const pair = { n: 1, list: [1] };

  // What happened, the calls, the states before and after, and whether there is an order.
  const cases: [string, Call[], State, State, boolean][] = [
    [
      'two steps at once',
      [call(plus, 0, 3, of(3)), call(plus, 1, 2, of(2))],
      one,
      { ...EMPTY, x: of(3) },
      true,
    ],
    ['a lost step', [call(plus, 0, 3, of(2)), call(plus, 1, 2, of(2))], one, two, false],
    ['a step that left nothing', [call(plus, 0, 1, of(2))], one, one, false],
    ['a read of what was', [call(plus, 0, 1, of(2)), call(read('x'), 2, 3, of(1))], one, two, false],
    ['the same read meanwhile', [call(plus, 0, 3, of(2)), call(read('x'), 1, 2, of(1))], one, two, true],
    [
      'half a transaction',
      [
        call(transaction(both, true), 0, 5, [pair, pair]),
        call(read('x'), 1, 2, pair),
        call(read('y'), 3, 4, null),
      ],
      EMPTY,
      { ...EMPTY, x: pair, y: pair },
      false,
    ],
    [
      'what was aborted',
      [call(transaction(both, false), 0, 1, 'aborted')],
      EMPTY,
      { ...EMPTY, x: pair },
      false,
    ],
  ];

  test.each(cases)('%s', (_name, calls, from, to, exists) => {
    expect(serialOrder(calls, from, to) !== undefined).toBe(exists);
  });
});
