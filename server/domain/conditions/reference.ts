import { Engine, Rule, type RuleProperties, type TopLevelCondition } from 'json-rules-engine';
import type { Condition } from '#schemas/condition.ts';
import type { CompiledRules } from './compile.ts';
import { childrenOf, formOf } from './forms.ts';
import { findComparison } from './operators.ts';
import { type Reader, readerOf, readNow, slotOf } from './slots.ts';
import type { CustomLanguage, Facts, MatchableRule, NamedConditions } from './types.ts';

type Prepared = {
  rules: readonly Rule[];
  conditions: NamedConditions;
  operators: ReadonlySet<string>;
  custom: CustomLanguage;
};

// made on first use, so that only those who ask the reference pay for it
const prepared = new WeakMap<CompiledRules, Prepared>();

const operatorNames = (condition: Condition): string[] => {
  const form = formOf(condition);
  if (form.kind === 'comparison') return [form.leaf.operator];
  return childrenOf(condition).flatMap((child) => operatorNames(child.condition));
};

/** The engine learns a rule's index by its name; our own order makes its priorities unnecessary. */
const toEngineRule = (rule: MatchableRule, index: number): Rule => {
  // json-rules-engine writes to the conditions it is given
  const conditions = structuredClone(rule.conditions);
  return new Rule({ name: String(index), conditions, event: { type: 'match' } } as RuleProperties);
};

const prepare = (compiled: CompiledRules): Prepared => {
  const known = prepared.get(compiled);
  if (known !== undefined) return known;
  const roots: Condition[] = [
    ...compiled.rules.map(({ conditions }) => conditions),
    ...Object.values(compiled.conditions),
  ];
  const made = {
    rules: compiled.rules.map(toEngineRule),
    conditions: structuredClone(compiled.conditions),
    operators: new Set(roots.flatMap(operatorNames)),
    custom: compiled.custom,
  };
  prepared.set(compiled, made);
  return made;
};

/** Each path is parsed once, on its first use. */
const createPathResolver = (): ((fact: object, path: string) => unknown) => {
  const readers = new Map<string, Reader>();
  return (fact, path) => {
    const read = readers.get(path) ?? readerOf(slotOf({ fact: 'fact', path }));
    readers.set(path, read);
    return read({ fact });
  };
};

/** A run's state lives in the engine, so overlapping runs must not share one. Rules have none, so they may. */
const createEngine = ({ rules, conditions, operators, custom }: Prepared, facts: Facts): Engine => {
  const options = {
    allowUndefinedFacts: true,
    allowUndefinedConditions: true,
    pathResolver: createPathResolver(),
  };
  const engine = new Engine([], options);
  const now = readNow(facts);
  for (const name of operators) {
    const compare = findComparison(name, custom)!;
    engine.addOperator(name, (actual: unknown, expected: unknown) => compare(actual, expected, now));
  }
  for (const [name, condition] of Object.entries(conditions))
    engine.setCondition(name, condition as TopLevelCondition);
  for (const rule of rules) engine.addRule(rule);
  return engine;
};

/**
 * What matchRules answers, by json-rules-engine itself: its evaluation of all, any, not, references and priorities,
 * with our operators and paths. Thousands of times slower; there to be compared with. Any number of calls may overlap.
 * @example await matchByReference(compiled, { profile: { traits: { plan: 'pro' } } }) // [2, 0]
 */
export const matchByReference = async (compiled: CompiledRules, facts: Facts): Promise<number[]> => {
  // a copy, so that only the facts' own properties are read
  const { results } = await createEngine(prepare(compiled), facts).run({ ...facts });
  const { ranks } = compiled;
  return results.map(({ name }) => Number(name)).sort((a, b) => ranks[a]! - ranks[b]!);
};
