import { failure } from '../errors.ts';
import { compileFilter, type Filter } from '../query/match.ts';
import type { SortField } from '../query/sort.ts';
import { PAUSE } from '../query/stages/flow.ts';
import { decode } from '../values/decode.ts';
import type { Doc, Value } from '../values/types.ts';
import type { Collection } from './catalog.ts';
import type { Stored } from './documents.ts';
import type { Reader } from './key-value.ts';
import { recordKey, recordOf, wholeTable } from './layout.ts';
import { type IndexPlan, type Plan, planQuery } from './planner.ts';

/** What a scan has looked at, for `explain`. */
export interface Counters {
  keysExamined: number;
  docsExamined: number;
}

/** A query ready to run on any state of the store. */
export interface Query {
  filter: Filter;
  plan: Plan;
  /** Matching documents; decoded only where the filter has to look at them. */
  run(reader: Reader, counters?: Counters): Iterable<Found | typeof PAUSE>;
}

/** A matching document whose decoding may not have been needed. */
export interface Found {
  record: number;
  bytes: Buffer;
  doc: Doc | undefined;
}

const PAUSE_EVERY = 256;

export function prepareQuery(
  collection: Collection,
  query: Doc,
  sort: readonly SortField[] = [],
  hint?: Value,
): Query {
  const filter = compileFilter(query);
  const plan = planQuery({ collection, node: filter.node, sort, hint });
  const exact = ('exact' in plan && plan.exact) || query.size === 0;
  return {
    filter,
    plan,
    run: (reader, counters = { keysExamined: 0, docsExamined: 0 }) =>
      matching(candidates(reader, collection, plan, counters), exact ? undefined : filter, counters),
  };
}

export function storedOf({ record, bytes, doc }: Found): Stored {
  return { record, bytes, doc: doc ?? decode(bytes) };
}

function* matching(
  source: Iterable<Found>,
  filter: Filter | undefined,
  counters: Counters,
): Iterable<Found | typeof PAUSE> {
  for (const found of source) {
    counters.docsExamined += 1;
    if (counters.docsExamined % PAUSE_EVERY === 0) yield PAUSE;
    if (!filter) yield found;
    else {
      found.doc = decode(found.bytes);
      if (filter.matches(found.doc)) yield found;
    }
  }
}

function* candidates(
  reader: Reader,
  collection: Collection,
  plan: Plan,
  counters: Counters,
): Iterable<Found> {
  if (plan.stage === 'COLLSCAN') {
    for (const { key, value } of reader.scan({ ...wholeTable(collection.table), reverse: plan.reverse })) {
      yield { record: recordOf(key), bytes: value, doc: undefined };
    }
    return;
  }
  const several = plan.stage === 'OR' || plan.index.multikey;
  const seen = several ? new Set<number>() : undefined;
  for (const part of plan.stage === 'OR' ? plan.plans : [plan]) {
    for (const record of records(reader, part)) {
      counters.keysExamined += 1;
      if (seen?.has(record)) continue;
      seen?.add(record);
      const bytes = reader.get(recordKey(collection.table, record));
      if (!bytes) throw lostDocument(collection, record);
      yield { record, bytes, doc: undefined };
    }
  }
}

const lostDocument = ({ namespace }: Collection, record: number) =>
  failure('DataCorruptionDetected', `An index of ${namespace} leads to document ${record}, which is gone.`);

function* records(reader: Reader, plan: IndexPlan): Iterable<number> {
  const ranges = plan.reverse ? [...plan.ranges].reverse() : plan.ranges;
  for (const range of ranges) {
    if (plan.unique) {
      const holder = reader.get(range.low);
      if (holder) yield recordOf(holder);
    } else {
      for (const { value } of reader.scan({ ...range, reverse: plan.reverse })) yield recordOf(value);
    }
  }
}
