import { ZenEngine } from '@gorules/zen-engine';
import { type ConditionInterface, type FeatureDefinitions, GrowthBookClient } from '@growthbook/growthbook';
import { LogicEngine } from 'json-logic-engine';
import { Engine, type RuleProperties } from 'json-rules-engine';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { toFlat, toGrowthBook, toJsonLogic, toZen } from './match-translations.ts';
import type { Workload } from './match-workload.ts';

type Facts = Workload['facts'][number];

/** A way to match a workload: `prepare` shapes facts as the engine likes them best, outside of what is timed. */
export type Contender = {
  name: string;
  prepare: (facts: Facts) => object;
  match: (prepared: object) => readonly number[] | Promise<readonly number[]>;
};

const asTheyAre = (facts: Facts): object => facts;

const flattenFacts = (facts: Facts): object =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([fact, inside]) =>
      Object.entries(inside).map(([name, value]) => [`${fact}.${name}`, value]),
    ),
  );

const attune = ({ rules }: Workload): Contender => {
  const compiled = compileRules(rules);
  return {
    name: 'attune',
    prepare: asTheyAre,
    match: (facts) => matchRules(compiled, facts as Facts),
  };
};

/** Rules built once, one run at a time, no paths. */
const jsonRulesEngine = ({ rules }: Workload): Contender => {
  const properties = rules.map(
    ({ priority = 1, conditions }, index): RuleProperties => ({
      name: String(index),
      priority,
      conditions: toFlat(conditions) as RuleProperties['conditions'],
      event: { type: 'match' },
    }),
  );
  const engine = new Engine(properties, { allowUndefinedFacts: true });
  return {
    name: 'json-rules-engine, flattened facts',
    prepare: flattenFacts,
    match: async (facts) =>
      (await engine.run(facts as Record<string, unknown>)).results.map(({ name }) => Number(name)),
  };
};

const indexesWhere = (count: number, holds: (index: number) => boolean): number[] => {
  const indexes: number[] = [];
  for (let i = 0; i < count; i++) if (holds(i)) indexes.push(i);
  return indexes;
};

/** One compiled function a rule: as fast as one for all rules up to 100, and faster to compile beyond. */
const jsonLogicEngine = ({ rules }: Workload): Contender => {
  const engine = new LogicEngine();
  const functions = rules.map(({ conditions }) => engine.build(toJsonLogic(conditions)));
  return {
    name: 'json-logic-engine, compiled',
    prepare: asTheyAre,
    match: (facts) => indexesWhere(functions.length, (i) => Boolean(functions[i]!(facts))),
  };
};

const node = (id: string, type: string, content?: object) => ({
  id,
  name: id,
  type,
  position: { x: 0, y: 0 },
  ...(content && { content }),
});
const edge = (sourceId: string, targetId: string) => ({ id: sourceId, type: 'edge', sourceId, targetId });

/** A decision table with one expression a row that collects what holds: faster than an expression node. */
const zenEngine = ({ rules }: Workload): Contender => {
  const rows = rules.map(({ conditions }, i) => ({ _id: `${i}`, holds: toZen(conditions), rule: `${i}` }));
  const table = {
    hitPolicy: 'collect',
    inputs: [{ id: 'holds', name: 'holds' }],
    outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
    rules: rows,
  };
  const decision = new ZenEngine().createDecision({
    nodes: [
      node('request', 'inputNode'),
      node('table', 'decisionTableNode', table),
      node('response', 'outputNode'),
    ],
    edges: [edge('request', 'table'), edge('table', 'response')],
  });
  return {
    name: 'zen-engine (native)',
    prepare: asTheyAre,
    match: async (facts) =>
      ((await decision.evaluate(facts)).result as { rule: number }[]).map(({ rule }) => Number(rule)),
  };
};

/** One feature a rule, by the client that is made for servers. */
const growthBook = ({ rules }: Workload): Contender => {
  const keys = rules.map((_, index) => `rule-${index}`);
  const features: FeatureDefinitions = Object.fromEntries(
    rules.map(({ conditions }, index) => [
      keys[index]!,
      {
        defaultValue: false,
        rules: [{ condition: toGrowthBook(conditions) as ConditionInterface, force: true }],
      },
    ]),
  );
  const client = new GrowthBookClient().initSync({ payload: { features } });
  return {
    name: 'GrowthBook SDK',
    prepare: (attributes) => ({ attributes }),
    match: (context) => indexesWhere(keys.length, (i) => client.isOn(keys[i]!, context)),
  };
};

/** Everyone: the reference first, then ourselves, then the peers. */
export const contenders = [jsonRulesEngine, attune, jsonLogicEngine, zenEngine, growthBook];
