import type { Condition } from '#schemas/condition.ts';
import { childrenOf, formOf } from '#server/domain/conditions/forms.ts';
export const toLogic = (c: Condition): any => {
  const f = formOf(c);
  if (f.kind === 'comparison') {
    const { fact, path = '', operator, value } = f.leaf;
    const v = { var: `${fact}.${path.slice(2)}` };
    const ops: any = { lessThan: '<', greaterThan: '>', lessThanInclusive: '<=', greaterThanInclusive: '>=', equal: '===' };
    if (operator === 'in') return { in: [v, value] };
    if (operator === 'contains') return { in: [value, v] };
    return { [ops[operator]]: [v, value] };
  }
  const ch = childrenOf(c).map((x) => toLogic(x.condition));
  return f.kind === 'not' ? { '!': ch } : f.kind === 'any' ? { or: ch } : { and: ch };
};

