import { failure } from '../../errors.ts';
import { type Doc, isDoc, RawDoc, type Value } from '../../values/types.ts';

/** Stands between documents of a long scan: the reader may let other work run, then go on. */
export const PAUSE = Symbol('pause');

/** Documents on their way through a pipeline. */
export type Flow = Iterable<Doc | typeof PAUSE>;

export type Stage = (input: Flow) => Flow;

/** A stage that answers each document with at most one. */
export function eachDoc(change: (doc: Doc) => Doc | undefined): Stage {
  return function* (input) {
    for (const item of input) {
      if (item === PAUSE) yield item;
      else {
        const result = change(item);
        if (result) yield result;
      }
    }
  };
}

/** A stage that sees all documents before it answers. */
export function allDocs(take: (doc: Doc) => void, answer: () => Iterable<Doc>): Stage {
  return function* (input) {
    for (const item of input) {
      if (item === PAUSE) yield item;
      else take(item);
    }
    yield* answer();
  };
}

/** Counts a value that is held from now on, and takes away one that is let go for it. */
export type Hold = (held: Value, released?: Value) => void;

const MEMORY_LIMIT = 100 * 1024 * 1024;

/** Counts what a blocking stage holds; beyond 100 MB it fails as MongoDB does without disk use. */
export function memoryBudget(stage: string): Hold {
  let used = 0;
  return (held, released) => {
    used += approximateSize(held);
    if (released !== undefined) used -= approximateSize(released);
    if (used <= MEMORY_LIMIT) return;
    const name = 'QueryExceededMemoryLimitNoDiskUseAllowed';
    throw failure(name, `Exceeded memory limit for ${stage}, but didn't allow external spilling`);
  };
}

/** Bytes that a value takes in memory, roughly. */
export function approximateSize(value: Value): number {
  if (typeof value === 'string') return 24 + value.length;
  if (value instanceof RawDoc) return 64 + value.bytes.length;
  let total = 24;
  if (Array.isArray(value)) for (const item of value) total += approximateSize(item);
  else if (isDoc(value)) for (const [name, item] of value) total += 24 + name.length + approximateSize(item);
  return total;
}

/** How a stage reads another collection of the same database. */
export interface StageContext {
  find(collection: string, filter: Doc): Flow;
}
