import { failure, location } from '../errors.ts';
import { parseSort, type SortField } from '../query/sort.ts';
import { compilePipeline, runStages, sort as sortStage } from '../query/stages/compile.ts';
import { type Flow, PAUSE, type StageContext } from '../query/stages/flow.ts';
import type { Reader } from '../storage/key-value.ts';
import { type Counters, prepareQuery, type Query } from '../storage/scan.ts';
import { decode } from '../values/decode.ts';
import { wholeNumber } from '../values/numbers.ts';
import { type Doc, doc, isDoc, type Value } from '../values/types.ts';
import { sourceOf } from '../wire/cursors.ts';
import { openChangeStream } from './change-stream.ts';
import {
  type Context,
  collectionName,
  countField,
  docField,
  findCollection,
  readerOf,
  refuse,
} from './context.ts';

export async function aggregate(context: Context): Promise<Doc> {
  const { command, database, cursors, session } = context;
  refuse(command, ['collation', 'let'], 'aggregate');
  if (!command.has('cursor') && command.get('explain') !== true)
    throw failure(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  const pipeline = stagesOf(command);
  if (pipeline[0]?.has('$changeStream')) return openChangeStream(context, pipeline);
  const name = collectionName(context);
  const { reader, release } = readerOf(context);
  try {
    const flow = aggregateFlow(context, reader, pipeline, name);
    const cursor = await cursors.open(`${database}.${name}`, sourceOf(flow, release), {
      batchSize: countField(docField(command, 'cursor'), 'batchSize'),
      session: session.id,
    });
    if (context.patience) context.patience.until = Number.POSITIVE_INFINITY;
    return doc({ cursor, ok: 1 });
  } catch (error) {
    release();
    throw error;
  }
}

export function stagesOf(command: Doc): Doc[] {
  const pipeline = command.get('pipeline');
  if (!Array.isArray(pipeline))
    throw failure('TypeMismatch', "'pipeline' option must be specified as an array");
  if (!pipeline.every(isDoc))
    throw failure('TypeMismatch', 'Each element of the pipeline array must be an object');
  if (pipeline.some(({ size }) => size !== 1))
    throw location(40323, 'A pipeline stage specification object must contain exactly one field.');
  return pipeline;
}

function aggregateFlow(context: Context, reader: Reader, pipeline: Doc[], name: string): Flow {
  const openedAt = performance.now();
  const stages: StageContext = {
    find: (foreign, filter) => {
      const collection = findCollection(context, foreign);
      if (!collection) return [];
      // What is read is older than an index that was made meanwhile; the one on `_id` was always there.
      const indexes = collection.indexedAt > openedAt ? collection.indexes.slice(0, 1) : collection.indexes;
      return docsOf(prepareQuery({ ...collection, indexes }, filter), reader);
    },
  };
  const { filter, sort, keep, rest } = leadingQuery(pipeline);
  const remaining = compilePipeline(rest, stages);
  const collection = findCollection(context, name);
  if (!collection) return runStages([], remaining);
  const query = prepareQuery(collection, filter, sort, context.command.get('hint'));
  const source = docsOf(query, reader);
  return runStages(query.plan.sorted ? source : sortStage(sort, keep)(source), remaining);
}

/** What the planner can take from the beginning of a pipeline: its `$match` stages and then its `$sort`. */
export function leadingQuery(pipeline: readonly Doc[]): {
  filter: Doc;
  sort: SortField[];
  keep: number | undefined;
  rest: Doc[];
} {
  const matches: Value[] = [];
  let place = 0;
  for (; pipeline[place]?.has('$match'); place++) matches.push(pipeline[place]?.get('$match'));
  if (!matches.every(isDoc))
    throw failure('TypeMismatch', 'the match filter must be an expression in an object');
  const [only] = matches;
  const filter =
    matches.length === 1 && only ? only : matches.length === 0 ? new Map() : doc({ $and: matches });
  const sort = pipeline[place]?.has('$sort') ? parseSort(pipeline[place]?.get('$sort')) : [];
  if (sort.length > 0) place += 1;
  const keep = sort.length > 0 ? wholeNumber(pipeline[place]?.get('$limit')) : undefined;
  return { filter, sort, keep, rest: pipeline.slice(place) };
}

export function* docsOf(query: Query, reader: Reader, counters?: Counters): Flow {
  for (const found of query.run(reader, counters))
    yield found === PAUSE ? found : (found.doc ?? decode(found.bytes));
}
