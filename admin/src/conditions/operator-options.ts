import type { FactDefinition, FactType } from '#schemas/facts.ts';
import { type Operand, operators } from '#schemas/operators.ts';
import { literalSide, operandFaults, type Side } from '#server/domain/conditions/operand-types.ts';
import { joinOperator, type Modifier, splitOperator, takenBy } from './modifiers.ts';
import { operatorPhrase } from './sentence.ts';

export type OperatorOption = { name: string; label: string };

/** What a fact of a type can be to an operator; a fact that may be anything can be all of it. */
const roles: Record<FactType, readonly Operand[]> = {
  string: ['text', 'version'],
  number: ['number', 'ordered'],
  boolean: [],
  date: ['date', 'ordered'],
  array: ['list'],
  history: ['history'],
};

/** What is written down by the author, so that no fact can be it. */
const written = new Set<Operand | undefined>(['pattern', 'duration', 'range', 'performed', 'sequence']);

/** One of two values is asked for by itself, never as one of a list. */
const askedOf = (type: FactType | undefined): Side =>
  type === 'boolean' ? literalSide(true) : { type: undefined };

const segmentsPath = 'profile.segments';

const isOfSegments = (name: string): boolean => {
  const { fact, value } = takenBy(name);
  return fact.operand === 'segments' || value.operand === 'segments';
};

/** A member of a list is neither a list nor a history itself. */
const fitsMember = (operand: Operand | undefined): boolean =>
  operand !== 'list' && operand !== 'history' && !written.has(operand);

const fits = (definition: FactDefinition | undefined, name: string): boolean => {
  const { type, path } = definition ?? {};
  if (isOfSegments(name))
    return path === segmentsPath && splitOperator(name).modifiers.every((one) => one === 'not');
  const { operand, within } = takenBy(name).fact;
  if (within > 0) return (type === undefined || type === 'array') && fitsMember(operand);
  if (operand === 'history' || type === 'history') return operand === type;
  if (written.has(operand)) return false;
  // not everything that takes any fact does: a list is never equal to another
  if (operand === 'any') return operandFaults(name, { type }, askedOf(type)).length === 0;
  // a date that is written down has an order only beside a fact that is one
  const isSwapped = splitOperator(name).modifiers.includes('swap');
  if (type === 'date' && operand === 'ordered' && isSwapped) return false;
  return type === undefined || (operand !== undefined && roles[type].includes(operand));
};

/**
 * The operators that a fact can be compared by behind modifiers, the present one among them whatever it is.
 * @example operatorOptions({ path: 'profile.known', type: 'boolean', … }) // [{ name: 'equal', label: 'is' }, …]
 */
export const operatorOptions = (
  definition: FactDefinition | undefined,
  modifiers: readonly Modifier[] = [],
  present?: string,
): OperatorOption[] => {
  const nameOf = (operator: string): string => joinOperator({ modifiers, operator });
  const fitting = operators.filter((operator) => fits(definition, nameOf(operator)));
  // segments are hardly ever asked for anything else
  const first = (operator: string): boolean => isOfSegments(nameOf(operator));
  const names: string[] = [...fitting.filter(first), ...fitting.filter((operator) => !first(operator))];
  const all = present === undefined || names.includes(present) ? names : [...names, present];
  return all.map((name) => ({ name, label: operatorPhrase(name) }));
};
