import type { FactType } from '#schemas/facts.ts';
import { type Operand, operatorOperands } from '#schemas/operators.ts';

/** A decorator of an operator, or two that are said in one breath. */
export type Modifier = string;

/** The modifiers of an operator's name, the outermost first, and the operator itself. */
export type ModifiedOperator = { modifiers: readonly Modifier[]; operator: string };

const noneOf = ['not', 'someFact'];

const grouped = ([first, second, ...rest]: readonly string[]): Modifier[] => {
  if (first === undefined) return [];
  if (first === noneOf[0] && second === noneOf[1]) return [noneOf.join(':'), ...grouped(rest)];
  return [first, ...grouped(second === undefined ? [] : [second, ...rest])];
};

/**
 * The parts of an operator's name; `joinOperator` makes the same name of them, whatever it is.
 * @example splitOperator('not:someFact:in') // { modifiers: ['not:someFact'], operator: 'in' }
 */
export const splitOperator = (name: string): ModifiedOperator => {
  const parts = name.split(':');
  return { modifiers: grouped(parts.slice(0, -1)), operator: parts.at(-1) ?? '' };
};

export const joinOperator = ({ modifiers, operator }: ModifiedOperator): string =>
  [...modifiers, operator].join(':');

/** What an operator takes on a side; `within`: so many lists around it, of whose members it is asked. */
export type Taken = { operand: Operand | undefined; within: number };

const operands: Readonly<Record<string, { fact: Operand; value: Operand }>> = operatorOperands;

/**
 * What an operator with its decorators takes as fact and as value.
 * @example takenBy('swap:someFact:in') // { fact: { operand: 'list', within: 0 }, value: { operand: 'any', within: 1 } }
 */
export const takenBy = (name: string): { fact: Taken; value: Taken } => {
  const { modifiers, operator } = splitOperator(name);
  const within = { fact: 0, value: 0 };
  let [actual, expected]: ('fact' | 'value')[] = ['fact', 'value'];
  for (const decorator of modifiers.flatMap((modifier) => modifier.split(':'))) {
    if (decorator === 'swap') [actual, expected] = [expected, actual];
    if (decorator.endsWith('Fact')) within[actual!] += 1;
    if (decorator.endsWith('Value')) within[expected!] += 1;
  }
  const own = Object.hasOwn(operands, operator) ? operands[operator] : undefined;
  const taken = (side: 'fact' | 'value'): Taken => ({
    operand: own?.[side === actual ? 'fact' : 'value'],
    within: within[side],
  });
  return { fact: taken('fact'), value: taken('value') };
};

const ofFactMembers: readonly Modifier[] = ['someFact', 'not:someFact', 'everyFact'];
const ofValueMembers: readonly Modifier[] = ['someValue', 'everyValue'];

/** What is said twice in a row takes itself back. */
const undoesItself = new Set(['not', 'swap']);

/**
 * The modifiers that can stand behind others, by the type of the fact.
 * @example modifiersAfter([], 'array') // ['someFact', 'not:someFact', 'everyFact', 'not', 'someValue', …]
 */
export const modifiersAfter = (before: readonly Modifier[], type: FactType | undefined): Modifier[] => {
  if (type === 'history') return before.length === 0 ? ['not'] : [];
  const last = before.at(-1);
  const { fact } = takenBy(joinOperator({ modifiers: before, operator: '' }));
  const hasMembers = type === undefined || (type === 'array' && fact.within === 0);
  // swapped, what is asked of the value is asked of the fact
  const isSwapped = before.filter((modifier) => modifier === 'swap').length % 2 === 1;
  const [ofTheFact, ofTheValue] = isSwapped
    ? [ofValueMembers, ofFactMembers]
    : [ofFactMembers, ofValueMembers];
  const offered = [...(hasMembers ? ofTheFact : []), 'not', ...ofTheValue, 'swap'];
  return offered.filter((modifier) => !(modifier === last && undoesItself.has(modifier)));
};

const words: Readonly<Record<string, string>> = {
  not: 'not',
  someFact: 'has one that',
  'not:someFact': 'has none that',
  everyFact: 'each one',
  someValue: 'any of the values',
  everyValue: 'every one of the values',
  swap: 'swapped',
};

/** A modifier as the builder offers it. */
export const modifierWords = (modifier: Modifier): string => words[modifier] ?? modifier;
