import { behaviorData, type CanonicalBehavior, type StoredEvent } from '#schemas/event.ts';
import type { FoldEvent } from './types.ts';

const isCanonical = (type: string): type is CanonicalBehavior => Object.hasOwn(behaviorData, type);

/**
 * An event ready to be folded, its data typed.
 * @throws ZodError when the data of a canonical behavior is not what it must be: such an event is quarantined.
 * @example readEvent({ type: 'searched', data: { query: 'tea' }, … }).kind // 'searched'
 */
export const readEvent = (event: StoredEvent): FoldEvent => {
  const { identity, messageId, type, context, at, source, exposure, data: raw } = event;
  const base = { identity, messageId, type, context, at, source, raw, ...(exposure && { exposure }) };
  if (!isCanonical(type)) return { ...base, kind: 'custom' };
  // The compiler cannot see that `kind` picks the schema of `data`.
  return { ...base, kind: type, data: behaviorData[type].parse(raw) } as FoldEvent;
};
