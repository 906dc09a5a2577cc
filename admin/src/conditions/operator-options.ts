import type { FactDefinition, FactType } from '#schemas/facts.ts';
import { type Operand, operators } from '#schemas/operators.ts';
import { literalSide, operandFaults, type Side } from '#server/domain/conditions/operand-types.ts';
import { operatorPhrase } from './sentence.ts';
import { operandOf } from './values.ts';

export type OperatorOption = { name: string; label: string };

/** What a fact of a type can be to an operator; a fact that may be anything can be all of it. */
const roles: Record<FactType, readonly Operand[]> = {
  string: ['text', 'pattern', 'version'],
  number: ['number', 'ordered'],
  boolean: [],
  date: ['date', 'ordered'],
  array: ['list'],
  history: ['history'],
};

/** What can be asked of a list's members. */
const ofMembers = ['someFact:in', 'not:someFact:in', 'everyFact:in'];

/** One of two values is asked for by itself, never as one of a list. */
const askedOf = (type: FactType | undefined): Side =>
  type === 'boolean' ? literalSide(true) : { type: undefined };

const segmentsPath = 'profile.segments';

const fits = (definition: FactDefinition | undefined, name: string): boolean => {
  const { type, path } = definition ?? {};
  if (operandOf(name, 'value') === 'segments') return path === segmentsPath;
  const role = operandOf(name, 'fact');
  if (role === 'history' || type === 'history') return role === type;
  // not everything that takes any fact does: a list is never equal to another
  if (role === 'any') return operandFaults(name, { type }, askedOf(type)).length === 0;
  return type === undefined || (role !== undefined && roles[type].includes(role));
};

/**
 * The operators that a fact can be compared by, the present one among them whatever it is.
 * @example operatorOptions({ path: 'profile.known', type: 'boolean', … }) // [{ name: 'equal', label: 'is' }, …]
 */
export const operatorOptions = (
  definition: FactDefinition | undefined,
  present?: string,
): OperatorOption[] => {
  const fitting = operators.filter((name) => fits(definition, name));
  const names: string[] = definition?.type === 'array' ? [...fitting, ...ofMembers] : fitting;
  const all = present === undefined || names.includes(present) ? names : [...names, present];
  return all.map((name) => ({ name, label: operatorPhrase(name) }));
};
