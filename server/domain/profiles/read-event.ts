import { behaviorData, type StoredEvent } from '#schemas/event.ts';
import type { FoldEvent } from './types.ts';

type Data = StoredEvent['data'];
type Schema = (typeof behaviorData)[keyof typeof behaviorData];

/** Behaviors of which nothing is demanded may carry any data: there is nothing to look at. */
const readerOf = (schema: Schema): ((raw: Data) => unknown) =>
  Object.keys(schema.shape).length === 0 ? (raw) => raw : (raw) => schema.parse(raw);

const readers: ReadonlyMap<string, (raw: Data) => unknown> = new Map(
  Object.entries(behaviorData).map(([type, schema]) => [type, readerOf(schema)]),
);

/**
 * An event ready to be folded, its data typed.
 * @throws ZodError when the data of a canonical behavior is not what it must be: such an event is quarantined.
 * @example readEvent({ type: 'searched', data: { query: 'tea' }, … }).kind // 'searched'
 */
export const readEvent = (event: StoredEvent): FoldEvent => {
  const { identity, messageId, type, context, at, source, exposure, data: raw } = event;
  const read = readers.get(type);
  const [kind, data] = [read ? type : 'custom', read?.(raw)];
  // the compiler cannot see that `kind` picks the schema of `data`
  const known = { identity, messageId, type, context, at, source, raw, kind, data } as FoldEvent;
  return exposure ? { ...known, exposure } : known;
};
