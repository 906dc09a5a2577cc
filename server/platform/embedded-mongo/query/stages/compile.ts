import { failure, location, UNKNOWN } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import { type Doc, doc, isDoc, type Value } from '../../values/types.ts';
import { compileExpression } from '../expressions/compile.ts';
import { compileFilter } from '../match.ts';
import { compareKeyed, type Keyed, parseSort, type SortField, withSortKeys } from '../sort.ts';
import { addFields, countOf, project, replaceRoot, unset, unwind } from './fields.ts';
import { allDocs, eachDoc, type Flow, memoryBudget, PAUSE, type Stage, type StageContext } from './flow.ts';
import { group, grouping, parseAccumulator } from './group.ts';
import { lookup } from './lookup.ts';

type CompileStage = (operand: Value, name: string, context: StageContext) => Stage;

const STAGES: Record<string, CompileStage> = {
  $match: (operand) => match(operand),
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceRoot,
  $unwind: unwind,
  $group: group,
  $sort: sortBy,
  $limit: (operand) => limit(countOf(operand, '$limit')),
  $skip: (operand) => skip(countOf(operand, '$skip')),
  $count: count,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $facet: facet,
  $lookup: (operand, _name, context) => lookup(operand, context, compilePipeline),
};

/** Compiles the stages of a pipeline. A stage that is not supported is error 40324, naming it. */
export function compilePipeline(stages: Value, context: StageContext): Stage[] {
  if (!Array.isArray(stages))
    throw failure('TypeMismatch', "'pipeline' option must be specified as an array");
  return stages.map((stage) => {
    if (!isDoc(stage) || stage.size !== 1)
      throw location(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [[name = '', operand] = []] = stage;
    const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
    if (!compile) throw location(40324, `Unrecognized pipeline stage name: '${name}'${UNKNOWN}`);
    return compile(operand, name, context);
  });
}

export const runStages = (source: Flow, stages: readonly Stage[]): Flow =>
  stages.reduce((flow, stage) => stage(flow), source);

function match(operand: Value): Stage {
  if (!isDoc(operand)) throw location(15959, 'the match filter must be an expression in an object');
  const { matches } = compileFilter(operand);
  return eachDoc((source) => (matches(source) ? source : undefined));
}

function sortBy(operand: Value): Stage {
  const fields = parseSort(operand);
  if (fields.length === 0) throw location(15976, '$sort stage must have at least one sort key');
  return sort(fields);
}

/** Sorts with at most 100 MB held; with `keep` only the first so many are kept. */
export function sort(fields: readonly SortField[], keep = Number.POSITIVE_INFINITY): Stage {
  return (input) => {
    const hold = memoryBudget('$sort');
    const order = compareKeyed(fields);
    let held: Keyed<Doc>[] = [];
    const take = (source: Doc) => {
      if (keep > 10_000) hold(source);
      held.push(withSortKeys(source, source, fields));
      if (held.length > 2 * keep + 1000) held = held.sort(order).slice(0, keep);
    };
    return allDocs(take, () =>
      held
        .sort(order)
        .slice(0, keep)
        .map(({ item }) => item),
    )(input);
  };
}

export function limit(most: number): Stage {
  return function* (input) {
    let left = most;
    for (const item of input) {
      yield item;
      if (item !== PAUSE && --left === 0) return;
    }
  };
}

export function skip(number: number): Stage {
  return (input) => {
    let left = number;
    return eachDoc((source) => (left-- > 0 ? undefined : source))(input);
  };
}

function count(operand: Value): Stage {
  if (typeof operand !== 'string' || operand === '' || operand.startsWith('$') || operand.includes('.')) {
    throw location(40157, 'the count field must be a non-empty string without $ and .');
  }
  return (input) => {
    let total = 0;
    const answer = () => (total === 0 ? [] : [doc({ [operand]: total })]);
    return allDocs(() => {
      total += 1;
    }, answer)(input);
  };
}

function sortByCount(operand: Value): Stage {
  const groups = group(doc({ _id: operand, count: doc({ $sum: 1 }) }));
  const ordered = sort(parseSort(doc({ count: -1 })));
  return (input) => ordered(groups(input));
}

function bucket(operand: Value): Stage {
  if (!isDoc(operand)) throw location(40201, 'Argument to $bucket stage must be an object');
  const unknown = [...operand.keys()].find(
    (key) => !['groupBy', 'boundaries', 'default', 'output'].includes(key),
  );
  if (unknown) throw location(40197, `Unrecognized option to $bucket: ${unknown}`);
  const boundaries = operand.get('boundaries');
  if (!Array.isArray(boundaries) || boundaries.length < 2)
    throw location(40192, "The $bucket 'boundaries' field must have at least 2 values");
  if (boundaries.some((value, place) => place > 0 && compare(boundaries[place - 1], value) >= 0)) {
    throw location(40194, "The 'boundaries' option to $bucket must be sorted in ascending order");
  }
  const value = compileExpression(operand.get('groupBy'));
  const output = operand.get('output') ?? doc({ count: doc({ $sum: 1 }) });
  const fields = isDoc(output) ? [...output].map(([name, spec]) => parseAccumulator(name, spec)) : [];
  const keyOf = (source: Doc) =>
    bucketOf(boundaries, value({ root: source, variables: {} }), operand.get('default'));
  const ordered = sort(parseSort(doc({ _id: 1 })));
  return (input) => ordered(grouping(keyOf, fields)(input));
}

function bucketOf(boundaries: Value[], value: Value, otherwise: Value): Value {
  const place = boundaries.findLastIndex((boundary) => compare(boundary, value) <= 0);
  if (place >= 0 && place < boundaries.length - 1) return boundaries[place];
  if (otherwise !== undefined) return otherwise;
  throw location(40066, '$bucket could not find a bucket, and there is no default');
}

/** `$facet`: several pipelines over the same documents, which are held in memory meanwhile. */
function facet(operand: Value, _name: string, context: StageContext): Stage {
  if (!isDoc(operand) || operand.size === 0)
    throw location(40169, 'the $facet specification must be a non-empty object');
  const facets = [...operand].map(([name, stages]) => ({ name, stages: compilePipeline(stages, context) }));
  return (input) => {
    const hold = memoryBudget('$facet');
    const held: Doc[] = [];
    const answer = () => {
      const result: Doc = new Map();
      for (const { name, stages } of facets)
        result.set(
          name,
          [...runStages(held, stages)].filter((item) => item !== PAUSE),
        );
      return [result];
    };
    return allDocs((source) => {
      hold(source);
      held.push(source);
    }, answer)(input);
  };
}
