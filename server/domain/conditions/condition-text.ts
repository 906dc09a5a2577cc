import type { Condition, FactReference, LeafCondition } from '#schemas/condition.ts';
import { formOf } from './forms.ts';
import { historyWords } from './history-words.ts';
import { isFactReference } from './soundness.ts';
import { operatorWords } from './words.ts';

const nameOf = ({ fact, path = '' }: FactReference): string =>
  path === '' ? fact : `${fact}.${path.replace(/^\$\.?/, '')}`;

const valueText = (value: unknown): string =>
  isFactReference(value) ? nameOf(value) : JSON.stringify(value);

const leafText = (leaf: LeafCondition): string =>
  historyWords(leaf) ??
  `${nameOf(leaf)} ${operatorWords[leaf.operator] ?? leaf.operator} ${valueText(leaf.value)}`;

const isSeveral = (condition: Condition): boolean => {
  const form = formOf(condition);
  return (form.kind === 'all' || form.kind === 'any') && form.children.length > 1;
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
      return `not ${inner(form.child)}`;
    default:
      return form.children.length === 0
        ? 'everyone'
        : form.children.map(inner).join(form.kind === 'all' ? ' and ' : ' or ');
  }
};
