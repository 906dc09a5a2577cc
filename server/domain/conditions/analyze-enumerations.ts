import type { Condition, LeafCondition } from '#schemas/condition.ts';
import type { FactDefinition } from '#schemas/facts.ts';
import type { Finding } from './analyze-types.ts';
import { childrenOf, formOf } from './forms.ts';
import { parsePath } from './path.ts';
import { isFactReference } from './soundness.ts';
import type { Fault } from './types.ts';

type Path = Fault['path'];
/** A value that a comparison names, and that its fact never has. */
type Stray = { path: Path; message: string };

/** Operators that compare with values as wholes; what patterns and prefixes fit is not a list of values. */
const naming = /^(not:)*(equal|notEqual|in|notIn)$/;

const definitionOf = ({ fact, path = '' }: LeafCondition, dictionary: readonly FactDefinition[]) => {
  const name = [fact, ...(parsePath(path) ?? [])].join('.');
  return dictionary.find((each) => each.path === name);
};

const listed = (values: readonly string[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

const straysOf = (leaf: LeafCondition, path: Path, dictionary: readonly FactDefinition[]): Stray[] => {
  const { operator, value } = leaf;
  const definition = definitionOf(leaf, dictionary);
  const values = definition?.values;
  if (values === undefined || !naming.test(operator) || isFactReference(value)) return [];
  const named = Array.isArray(value)
    ? value.map((each, index) => ({ value: each, at: ['value', index] }))
    : [{ value, at: ['value'] }];
  return named
    .filter((each) => typeof each.value === 'string' && !values.includes(each.value))
    .map(({ value: stray, at }) => ({
      path: [...path, ...at],
      message: `${definition!.path} is never "${stray}": it is ${listed(values)}`,
    }));
};

const straysIn = (condition: Condition, path: Path, dictionary: readonly FactDefinition[]): Stray[] => {
  const form = formOf(condition);
  return form.kind === 'comparison'
    ? straysOf(form.leaf, path, dictionary)
    : childrenOf(condition).flatMap((child) =>
        straysIn(child.condition, [...path, ...child.path], dictionary),
      );
};

/**
 * Values that conditions name and their facts never have, as the dictionary lists them: most likely a slip of the pen.
 * A storefront could send another all the same, so they are warnings.
 * @example unknownValues({ key: 'a', conditions: { all: [deviceIsMoblie] } }, factDefinitions)[0].kind // 'unknown-value'
 */
export const unknownValues = (
  { key, conditions }: { key: string; conditions: Condition },
  dictionary: readonly FactDefinition[],
): Finding[] =>
  straysIn(conditions, ['conditions'], dictionary).map(({ path, message }) => ({
    kind: 'unknown-value',
    severity: 'warning',
    rule: key,
    message,
    path,
  }));
