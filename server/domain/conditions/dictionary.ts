import type { FactReference } from '#schemas/condition.ts';
import type { FactDefinition } from '#schemas/facts.ts';
import type { Operand } from './operand-types.ts';
import { parsePath } from './path.ts';
import { compilePath } from './path-query.ts';

/** What the dictionary says of a fact path. */
export type KnownFact = { type: Operand };

const findExact = (dictionary: readonly FactDefinition[], name: string): FactDefinition | undefined =>
  dictionary.find(({ path }) => path === name);

/** A typed map holds values one step down; an untyped one holds anything, at any depth. */
const covers = ({ path, type }: FactDefinition, name: string): boolean => {
  if (!path.endsWith('.*')) return false;
  const prefix = path.slice(0, -1);
  if (!name.startsWith(prefix) || name.length === prefix.length) return false;
  return type === undefined || !name.slice(prefix.length).includes('.');
};

const isWithinArray = (dictionary: readonly FactDefinition[], name: string): boolean =>
  dictionary.some(({ path, type }) => type === 'array' && name.startsWith(`${path}.`));

/** Whether anything known is at, inside or around a place. */
const reaches = (dictionary: readonly FactDefinition[], name: string): boolean =>
  dictionary.some((each) => each.path === name || each.path.startsWith(`${name}.`) || covers(each, name)) ||
  isWithinArray(dictionary, name);

/** Of a path with wildcards or filters only the names before them can be known, and no type. */
const findQueried = (dictionary: readonly FactDefinition[], fact: string, path: string): KnownFact | null => {
  const compiled = compilePath(path);
  if ('refusal' in compiled) return null;
  return reaches(dictionary, [fact, ...compiled.prefix].join('.')) ? { type: undefined } : null;
};

/**
 * The dictionary's word on what a fact and path lead to, or null when it knows none.
 * @example findFact(factDefinitions, { fact: 'time', path: '$.hour' }) // { type: 'number' }
 */
export const findFact = (
  dictionary: readonly FactDefinition[],
  { fact, path = '' }: FactReference,
): KnownFact | null => {
  const steps = path === '' ? [] : parsePath(path);
  if (steps === null) return findQueried(dictionary, fact, path);
  const name = [fact, ...steps].join('.');
  const definition = findExact(dictionary, name) ?? dictionary.find((candidate) => covers(candidate, name));
  if (definition !== undefined) return { type: definition.type };
  return isWithinArray(dictionary, name) ? { type: undefined } : null;
};
