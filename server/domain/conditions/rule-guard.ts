import type { TopCondition } from '#schemas/condition.ts';
import type { Rule } from '#schemas/rule.ts';
import type { Fault } from './types.ts';

type Guarded = { conditions: TopCondition; pages?: Rule['pages'] };

/**
 * All that the facts must meet for a rule to apply: its conditions, on one of its pages.
 * @example guardOf({ conditions, pages: ['homepage'] }) // { all: [conditions, { fact: 'context', path: '$.page_type', … }] }
 */
export const guardOf = ({ conditions, pages }: Guarded): TopCondition =>
  pages === undefined
    ? conditions
    : { all: [conditions, { fact: 'context', path: '$.page_type', operator: 'in', value: pages }] };

/**
 * Where in the rule a place in its guard is.
 * @example placeInRule(rule, ['all', 0, 'any']) // ['conditions', 'any'], of a rule with pages
 */
export const placeInRule = ({ pages }: Pick<Guarded, 'pages'>, path: Fault['path']): Fault['path'] => {
  if (pages === undefined || path.length < 2) return ['conditions', ...path];
  const [, part, ...rest] = path;
  return part === 0 ? ['conditions', ...rest] : ['pages'];
};
