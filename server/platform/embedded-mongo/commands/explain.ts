import { failure } from '../errors.ts';
import type { SortField } from '../query/sort.ts';
import { PAUSE } from '../query/stages/flow.ts';
import type { Plan } from '../storage/planner.ts';
import { type Counters, prepareQuery } from '../storage/scan.ts';
import { type Doc, doc, isDoc, type Value } from '../values/types.ts';
import { leadingQuery, stagesOf } from './aggregate.ts';
import { type Context, collectionName, docField, findCollection, readerOf } from './context.ts';
import { parseFind } from './find.ts';

/** Says which plan a query takes; with statistics it also runs it. */
export function explain(context: Context): Doc {
  const inner = context.command.get('explain');
  if (!isDoc(inner)) throw failure('FailedToParse', 'explain needs a command');
  return explainCommand({ ...context, command: inner }, context.command.get('verbosity') !== 'queryPlanner');
}

function explainCommand(context: Context, execute: boolean): Doc {
  const { filter, sort } = queryOf(context.command);
  const name = collectionName(context);
  const collection = findCollection(context, name);
  const namespace = `${context.database}.${name}`;
  if (!collection)
    return doc({ queryPlanner: doc({ namespace, winningPlan: doc({ stage: 'EOF' }) }), ok: 1 });
  const query = prepareQuery(collection, filter, sort, context.command.get('hint'));
  const queryPlanner = doc({ namespace, winningPlan: describe(query.plan), rejectedPlans: [] });
  if (!execute) return doc({ queryPlanner, ok: 1 });
  const counters: Counters = { keysExamined: 0, docsExamined: 0 };
  const { reader, release } = readerOf(context);
  const nReturned = [...query.run(reader, counters)].filter((found) => found !== PAUSE).length;
  release();
  const { keysExamined, docsExamined } = counters;
  return doc({
    queryPlanner,
    executionStats: doc({
      executionSuccess: true,
      nReturned,
      totalKeysExamined: keysExamined,
      totalDocsExamined: docsExamined,
    }),
    ok: 1,
  });
}

function queryOf(command: Doc): { filter: Doc; sort: readonly SortField[] } {
  const [name = ''] = command.keys();
  switch (name) {
    case 'find':
      return parseFind(command);
    case 'aggregate':
      return leadingQuery(stagesOf(command));
    case 'count':
    case 'distinct':
      return { filter: docField(command, 'query'), sort: [] };
    case 'update':
    case 'delete': {
      const statements = command.get(name === 'update' ? 'updates' : 'deletes');
      const [first] = Array.isArray(statements) ? statements : [];
      return { filter: isDoc(first) ? docField(first, 'q') : new Map(), sort: [] };
    }
    default:
      throw failure('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
}

function describe(plan: Plan): Value {
  if (plan.stage === 'OR') return sorted(plan, doc({ stage: 'OR', inputStages: plan.plans.map(describe) }));
  const direction = plan.reverse ? 'backward' : 'forward';
  if (plan.stage === 'COLLSCAN') return sorted(plan, doc({ stage: 'COLLSCAN', direction }));
  const { index, stage } = plan;
  return sorted(
    plan,
    doc({
      stage,
      indexName: index.name,
      keyPattern: index.spec.get('key'),
      isMultiKey: index.multikey,
      direction,
    }),
  );
}

const sorted = (plan: Plan, described: Doc): Doc =>
  plan.sorted ? described : doc({ stage: 'SORT', inputStage: described });
