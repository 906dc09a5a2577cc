import { type Doc, isDoc, type Value } from '../values/types.ts';

/** Sets a computed field: arrays on the way are entered, anything else becomes a document; missing removes. */
export function setComputed(target: Doc, parts: readonly string[], value: Value): void {
  const [head = '', ...rest] = parts;
  if (rest.length > 0) {
    target.set(head, setInside(target.get(head), rest, value));
    return;
  }
  if (value === undefined) target.delete(head);
  else target.set(head, value);
}

function setInside(existing: Value, parts: readonly string[], value: Value): Value {
  if (Array.isArray(existing)) return existing.map((item) => setInside(item, parts, value));
  const inner: Doc = isDoc(existing) ? new Map(existing) : new Map();
  setComputed(inner, parts, value);
  return inner;
}
