import { strictEqual } from 'node:assert';
import { inTurns } from '#test/support/in-turns.ts';
import { type Product, startProduct } from '#test/support/product.ts';
import { apiClient } from '#test/support/server.ts';
import { behaviors, expectedOf, type Sent } from './product-events.ts';
import { inStore, requireExact, storedIds } from './product-store.ts';

export type Round = { what: string; sent: number; acknowledged: number; stored: number; lost: number };

type Answer = { accepted: number; duplicates: number };

const atOnce = 16;

/** Sends behaviors one a call; the power is cut after so many answers. Those that were acknowledged. */
const sendUntilCut = async (product: Product, events: readonly Sent[], after: number): Promise<string[]> => {
  const api = apiClient(product.url);
  const acknowledged: string[] = [];
  let cut: Promise<void> | null = null;
  await inTurns(events, atOnce, async (event) => {
    if (cut) return;
    const status = await api.post('/track-behavior', event).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 202) acknowledged.push(event.message_id);
    if (acknowledged.length >= after) cut ??= product.kill();
  });
  await (cut ?? product.kill());
  return acknowledged;
};

const sendAll = async ({ url }: Product, events: readonly Sent[]): Promise<Answer> => {
  const api = apiClient(url);
  const answers = await inTurns(
    events,
    atOnce,
    async (event) => (await api.post('/track-behavior', event)).body as Answer,
  );
  return {
    accepted: answers.reduce((sum, { accepted }) => sum + accepted, 0),
    duplicates: answers.reduce((sum, { duplicates }) => sum + duplicates, 0),
  };
};

type Options = { dataDir: string; calls: number; rounds: number };

/**
 * Track-behavior under power cuts: in each round the product is killed, server and store, in the middle of its share
 * of the calls. Then everything is sent again.
 * @throws AssertionError when an acknowledged event is lost, one is there twice, or a total is wrong
 */
export async function* cutTracking({ dataDir, calls, rounds }: Options): AsyncGenerator<Round> {
  const events = behaviors(calls);
  const expected = expectedOf(events);
  const known = () => inStore(dataDir, (stores) => storedIds(stores, expected.keys()));
  const acknowledged: string[] = [];
  const share = Math.ceil(calls / rounds);
  for (let round = 0; round < rounds; round += 1) {
    const own = events.slice(round * share, (round + 1) * share);
    const product = await startProduct({ demo: 'off', dataDir });
    const answered = await sendUntilCut(product, own, Math.ceil(own.length * (0.3 + 0.4 * (round / rounds))));
    acknowledged.push(...answered);
    const stored = await known();
    const lost = acknowledged.filter((id) => !stored.has(id));
    strictEqual(lost.length, 0, `acknowledged and lost: ${lost.join(', ')}`);
    const kept = own.filter(({ message_id: id }) => stored.has(id)).length;
    const counts = { acknowledged: answered.length, stored: kept, lost: lost.length };
    yield { what: `track-behavior, cut ${round + 1}`, sent: own.length, ...counts };
  }
  const before = (await known()).size;
  const product = await startProduct({ demo: 'off', dataDir });
  const again = await sendAll(product, events);
  strictEqual(again.duplicates, before, 'duplicates told');
  strictEqual(again.accepted, calls - before, 'events that were new');
  await inStore(dataDir, (stores) => requireExact(stores, expected));
  await product.stop();
  yield { what: 'track-behavior, all again', sent: calls, acknowledged: calls, stored: calls, lost: 0 };
}
