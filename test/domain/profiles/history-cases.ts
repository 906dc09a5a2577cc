import fc from 'fast-check';
import type { StoredEvent } from '#schemas/event.ts';
import type { HistoryOperator } from '#server/domain/conditions/history-query.ts';
import { declaredHistory } from '#server/domain/releases/declared.ts';
import { event } from './events.ts';

export type Asked = { operator: HistoryOperator; value: object };

/** What a segment that asks all of it declares. */
export const declaredBy = (asked: readonly Asked[]) =>
  declaredHistory([
    {
      kind: 'segment',
      body: {
        key: 'asking',
        name: 'Asking',
        conditions: { all: asked.map((one) => ({ fact: 'profile', path: '$.history', ...one })) },
      },
    },
  ]);

const name = fc.constantFrom('a', 'a', 'b', 'b', 'c', 'toString');
const where = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.constantFrom(
    [{ path: '$.n', operator: 'greaterThan', value: 1 }],
    [{ path: '$.n', operator: 'in', value: [1, 2] }],
    [{ path: '$.missing', operator: 'notEqual', value: 1 }],
  ),
);
const step = fc.tuple(name, where).map(([one, tests]) => ({ event: one, ...(tests && { where: tests }) }));
const window = fc.constantFrom(undefined, '1h', '5h', '48h', '1d', '2d', '72h', '1w');

/** What conditions may ask of a history of `a`, `b`, `c` and `toString` with a number `n` each. */
export const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.tuple(step, window).map(
    ([one, within]): Asked => ({
      operator: 'performed',
      value: { ...one, ...(within && { within }) },
    }),
  ),
  fc
    .tuple(
      fc.array(step, { minLength: 2, maxLength: 4 }),
      fc.constantFrom('1m', '30m', '2h', '1d', '3d'),
      window,
    )
    .map(
      ([steps, within, last]): Asked => ({
        operator: 'sequence',
        value: { steps, within, ...(last && { last }) },
      }),
    ),
);

/** A history over a few hours or days, several events in one minute, each event once. */
export const happened: fc.Arbitrary<StoredEvent[]> = fc
  .constantFrom(90, 24 * 60, 10 * 24 * 60)
  .chain((span) =>
    fc.array(fc.tuple(name, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: span })), {
      minLength: 1,
      maxLength: 30,
    }),
  )
  .map((drafts) =>
    drafts.map(([type, n, minute], index) => event({ type, data: { n }, minute, messageId: `m${index}` })),
  );
