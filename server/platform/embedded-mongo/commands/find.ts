import { failure } from '../errors.ts';
import { someAt } from '../query/paths.ts';
import { compileProjection } from '../query/project.ts';
import { compareKeyed, type Keyed, parseSort, type SortField, withSortKeys } from '../query/sort.ts';
import { memoryBudget, PAUSE } from '../query/stages/flow.ts';
import type { Reader } from '../storage/key-value.ts';
import { wholeTable } from '../storage/layout.ts';
import { type Counters, type Found, prepareQuery, type Query } from '../storage/scan.ts';
import { compare } from '../values/compare.ts';
import { decode } from '../values/decode.ts';
import { encodeKey } from '../values/keys.ts';
import { wholeNumber } from '../values/numbers.ts';
import { type Doc, doc, RawDoc, type Value } from '../values/types.ts';
import { sourceOf } from '../wire/cursors.ts';
import {
  type Context,
  collectionName,
  countField,
  docField,
  findCollection,
  readerOf,
  refuse,
} from './context.ts';

const UNSUPPORTED = ['collation', 'let', 'min', 'max', 'returnKey', 'showRecordId', 'tailable', 'awaitData'];

export async function find(context: Context): Promise<Doc> {
  const { command, database, cursors, session } = context;
  const request = parseFind(command);
  const name = collectionName(context);
  const collection = findCollection(context, name);
  const { reader, release } = readerOf(context);
  const flow = collection
    ? results(prepareQuery(collection, request.filter, request.sort, command.get('hint')), reader, request)
    : checked(request);
  const single = command.get('singleBatch') === true;
  const cursor = await cursors.open(`${database}.${name}`, sourceOf(flow, release), {
    batchSize: countField(command, 'batchSize'),
    single,
    session: session.id,
  });
  if (context.patience) context.patience.until = Number.POSITIVE_INFINITY;
  return doc({ cursor, ok: 1 });
}

interface FindRequest {
  filter: Doc;
  sort: SortField[];
  projection: Doc;
  skip: number;
  limit: number;
}

export function parseFind(command: Doc): FindRequest {
  refuse(command, UNSUPPORTED, 'find');
  return {
    filter: docField(command, 'filter'),
    sort: parseSort(docField(command, 'sort')),
    projection: docField(command, 'projection'),
    skip: countField(command, 'skip') ?? 0,
    limit: countField(command, 'limit') || Number.POSITIVE_INFINITY,
  };
}

/** A query on a collection that does not exist finds nothing, and still has to be a valid one. */
function checked({ filter, projection }: FindRequest): Iterable<RawDoc> {
  prepareQuery(NOWHERE, filter);
  compileProjection(projection);
  return [];
}

const NOWHERE = {
  namespace: '',
  database: '',
  name: '',
  table: 0,
  options: new Map(),
  indexes: [],
  nextRecord: 0,
  indexedAt: 0,
};

/** The documents of a find in order, still encoded where nothing had to be changed. */
export function* results(
  query: Query,
  reader: Reader,
  { sort, projection, skip, limit }: FindRequest,
  counters?: Counters,
): Iterable<RawDoc | Doc | typeof PAUSE> {
  const project = projection.size > 0 ? compileProjection(projection) : undefined;
  const matching = query.run(reader, counters);
  let toSkip = skip;
  let left = limit;
  for (const found of query.plan.sorted ? matching : sortFound(matching, sort, skip + limit)) {
    if (found === PAUSE) yield found;
    else if (toSkip > 0) toSkip -= 1;
    else {
      yield project ? project(found.doc ?? decode(found.bytes)) : new RawDoc(found.bytes);
      left -= 1;
      if (left === 0) return;
    }
  }
}

function* sortFound(
  source: Iterable<Found | typeof PAUSE>,
  fields: readonly SortField[],
  keep: number,
): Iterable<Found | typeof PAUSE> {
  const hold = memoryBudget('Sort');
  const order = compareKeyed(fields);
  let held: Keyed<Found>[] = [];
  for (const found of source) {
    if (found === PAUSE) {
      yield found;
      continue;
    }
    const keyed = withSortKeys(found, found.doc ?? decode(found.bytes), fields);
    if (keep > 10_000) hold(new RawDoc(found.bytes));
    held.push({ item: { ...found, doc: undefined }, keys: keyed.keys });
    if (held.length > 2 * keep + 1000) held = held.sort(order).slice(0, keep);
  }
  for (const { item } of held.sort(order)) yield item;
}

/** The first match of a query in its sort order, read at once. */
export function firstFound(query: Query, reader: Reader, sort: readonly SortField[]): Found | undefined {
  const matching = query.run(reader);
  for (const found of query.plan.sorted ? matching : sortFound(matching, sort, 1))
    if (found !== PAUSE) return found;
  return undefined;
}

export async function count(context: Context): Promise<Doc> {
  const { command, engine, transaction } = context;
  refuse(command, ['collation'], 'count');
  const query = docField(command, 'query');
  const skip = countField(command, 'skip') ?? 0;
  // For count, and only there, a negative limit means the same as the positive one.
  const limit = Math.abs(wholeNumber(command.get('limit')) ?? 0) || Number.POSITIVE_INFINITY;
  const collection = findCollection(context);
  if (!collection) return doc({ n: 0, ok: 1 });
  let total = 0;
  if (query.size === 0 && !transaction) total = engine.environment.count(wholeTable(collection.table));
  else
    total = await countMatches(
      context,
      prepareQuery(collection, query, [], command.get('hint')),
      skip + limit,
    );
  return doc({ n: Math.max(0, Math.min(total - skip, limit)), ok: 1 });
}

async function countMatches(context: Context, query: Query, most: number): Promise<number> {
  const { reader, release } = readerOf(context);
  try {
    let total = 0;
    for (const found of query.run(reader)) {
      if (found === PAUSE) await breathe();
      else if (++total >= most) break;
    }
    return total;
  } finally {
    release();
  }
}

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

export async function distinct(context: Context): Promise<Doc> {
  const { command } = context;
  refuse(command, ['collation'], 'distinct');
  const key = command.get('key');
  if (typeof key !== 'string') throw failure('TypeMismatch', 'Expected field key to be a string');
  const collection = findCollection(context);
  const values = new Map<string, Value>();
  if (collection) {
    const { reader, release } = readerOf(context);
    try {
      for (const found of prepareQuery(collection, docField(command, 'query')).run(reader)) {
        if (found === PAUSE) await breathe();
        else collectValues(found.doc ?? decode(found.bytes), key.split('.'), values);
      }
    } finally {
      release();
    }
  }
  return doc({ values: [...values.values()].sort(compare), ok: 1 });
}

/** An array at the end of the path stands for its elements and not for itself. */
function collectValues(source: Doc, parts: string[], values: Map<string, Value>): void {
  someAt(source, parts, (value) => {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) values.set(encodeKey(item).toString('latin1'), item);
    }
    return false;
  });
}
