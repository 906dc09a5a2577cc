import type { Condition } from '#schemas/condition.ts';
import type { Rule } from '#schemas/rule.ts';
import type { RuleAudience } from '#schemas/rule-insight.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { type NameOf, nameless } from '../names/name-of.ts';

type Part = RuleAudience['unjudged'][number];

/** What a path leads to: a named condition is where its name is. Null where the rule has nothing of the kind. */
const nodeAt = (rule: Rule, path: Part['path']): Condition | null => {
  let node: unknown = rule;
  for (const step of path) {
    const next = (node as Record<string | number, unknown>)[step];
    if (typeof next !== 'object' || next === null) return step === 'condition' ? (node as Condition) : null;
    node = next;
  }
  return node as Condition;
};

/**
 * A part of a rule's conditions as the builder says it, rather than by the paths of facts. The rule may have changed
 * since it was asked about: what it no longer has is as the server said.
 * @example partSentence(rule, { path: ['conditions', 'all', 0], text }) // 'orders is at least 5'
 */
export const partSentence = (rule: Rule, { path, text }: Part, nameOf: NameOf = nameless): string => {
  const node = nodeAt(rule, path);
  if (node === null) return text;
  const isOpposite = path.filter((step) => step === 'not').length % 2 === 1;
  return `${isOpposite ? 'not ' : ''}${conditionSentence(node, nameOf)}`;
};
