import type { Condition, FactReference, LeafCondition } from '#schemas/condition.ts';
import type { FactDefinition } from '#schemas/facts.ts';
import { findFact } from './dictionary.ts';
import { childrenOf, formOf } from './forms.ts';
import { literalSide, operandFaults, type Side } from './operand-types.ts';
import { pathRefusal } from './slots.ts';
import { isFactReference, soundnessFaults } from './soundness.ts';
import type { ConditionOptions, Fault } from './types.ts';

type Path = Fault['path'];
type Dictionary = readonly FactDefinition[];

/** A bare fact is one of another system's rules: which facts there are, and where such a value is found. */
const hintFor = ({ fact, path }: FactReference, dictionary: Dictionary): string => {
  const facts = [...new Set(dictionary.map(({ path }) => path.split('.')[0]!))];
  if (path !== undefined || facts.length === 0 || facts.includes(fact)) return '';
  return `; the facts are ${facts.join(', ')}: a value that your shop knows of a customer is at profile $.traits.${fact}, one of a request at context $.${fact}`;
};

const factFaults = (reference: FactReference, at: Path, dictionary: Dictionary): Fault[] => {
  // a path that cannot be parsed is reported as such
  if (pathRefusal(reference.path) !== null || findFact(dictionary, reference) !== null) return [];
  const path = reference.path === undefined ? [...at, 'fact'] : [...at, 'path'];
  const name = [reference.fact, reference.path].filter(Boolean).join(' ');
  return [
    { path, code: 'unknown-fact', message: `there is no fact "${name}"${hintFor(reference, dictionary)}` },
  ];
};

const sideOf = (reference: FactReference, dictionary: Dictionary): Side => ({
  type: findFact(dictionary, reference)?.type,
});

const leafFaults = (leaf: LeafCondition, path: Path, dictionary: Dictionary): Fault[] => {
  const { value } = leaf;
  const expected = isFactReference(value) ? sideOf(value, dictionary) : literalSide(value);
  const mismatches = operandFaults(leaf.operator, sideOf(leaf, dictionary), expected);
  return [
    ...factFaults(leaf, path, dictionary),
    ...(isFactReference(value) ? factFaults(value, [...path, 'value'], dictionary) : []),
    ...mismatches.map((message): Fault => ({ path: [...path, 'value'], code: 'type-mismatch', message })),
  ];
};

const meaningFaults = (condition: Condition, path: Path, dictionary: Dictionary): Fault[] => {
  const form = formOf(condition);
  if (form.kind === 'comparison') return leafFaults(form.leaf, path, dictionary);
  if (form.kind === 'any' && form.children.length === 0)
    return [{ path: [...path, 'any'], code: 'empty-any', message: 'an empty "any" would match everyone' }];
  return childrenOf(condition).flatMap((child) =>
    meaningFaults(child.condition, [...path, ...child.path], dictionary),
  );
};

/**
 * Everything wrong with a condition, with paths: what could not be evaluated (see soundnessFaults), facts the
 * dictionary does not know, comparisons that their types rule out, and an `any` that is empty.
 * @example validateConditions({ any: [] }, factDefinitions) // [{ path: ['any'], code: 'empty-any', … }]
 */
export const validateConditions = (
  condition: Condition,
  dictionary: Dictionary,
  options: ConditionOptions = {},
): Fault[] => {
  const unsound = soundnessFaults(condition, options);
  // too much to walk any further
  if (unsound.some(({ code }) => code === 'too-deep' || code === 'too-large')) return unsound;
  return [...unsound, ...meaningFaults(condition, [], dictionary)];
};
