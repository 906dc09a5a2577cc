import type { Condition, FactReference, LeafCondition } from '#schemas/condition.ts';
import { comparisonWords, plainText } from './comparison-words.ts';
import { formOf } from './forms.ts';
import { historyWords } from './history-words.ts';
import { isFactReference } from './soundness.ts';

const nameOf = ({ fact, path = '' }: FactReference): string =>
  path === '' ? fact : `${fact}.${path.replace(/^\$\.?/, '')}`;

const valueText = (value: unknown): string => (isFactReference(value) ? nameOf(value) : plainText(value));

const leafText = (leaf: LeafCondition): string =>
  historyWords(leaf) ?? comparisonWords(nameOf(leaf), leaf, valueText);

const isSeveral = (condition: Condition): boolean => {
  const form = formOf(condition);
  return (form.kind === 'all' || form.kind === 'any') && form.children.length > 1;
};

const opposite = (leaf: LeafCondition): LeafCondition => ({ ...leaf, operator: `not:${leaf.operator}` });

const notText = (condition: Condition): string => {
  const form = formOf(condition);
  if (form.kind === 'comparison') return leafText(opposite(form.leaf));
  return form.kind === 'reference' ? `"${form.name}" does not hold` : `not ${inner(condition)}`;
};

const inner = (condition: Condition): string =>
  isSeveral(condition) ? `(${conditionText(condition)})` : conditionText(condition);

/**
 * A condition in words, its facts by their paths.
 * @example conditionText({ all: [leaf, { condition: 'vip' }] }) // 'cart.value is more than 80 and "vip" holds'
 */
export const conditionText = (condition: Condition): string => {
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      return leafText(form.leaf);
    case 'reference':
      return `"${form.name}" holds`;
    case 'not':
      return notText(form.child);
    default:
      return form.children.length === 0
        ? 'everyone'
        : form.children.map(inner).join(form.kind === 'all' ? ' and ' : ' or ');
  }
};
