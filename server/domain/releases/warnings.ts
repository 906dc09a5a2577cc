import { factDefinitions } from '#schemas/facts.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import { analyzeRules } from '#server/domain/conditions/analyze.ts';
import type { AnalyzableRule } from '#server/domain/conditions/analyze-types.ts';
import { bodiesOf, parseDocuments } from './parse.ts';
import type { SourceDocument } from './types.ts';

/**
 * A rule with what it does, to be analyzed.
 * @example analyzeRules(rules.map(toAnalyzable), { dictionary: factDefinitions })
 */
export const toAnalyzable = (rule: Rule): AnalyzableRule => ({ ...rule, actions: actionsOf(rule) });

/**
 * What does not keep documents from being published, and should be looked at all the same: rules among the changed
 * that have no effect beside another, or leave none to it, and rules that ask for what cannot both be.
 * @example documentWarnings(documents, new Set(['rule/vip-hero'])) // [{ document: 'rule/mobile-hero', path: [], … }]
 */
export const documentWarnings = (
  documents: readonly SourceDocument[],
  changed: ReadonlySet<string>,
): DocumentFault[] => {
  const { valid } = parseDocuments(documents.filter(({ kind }) => kind === 'rule' || kind === 'condition'));
  const conditions = Object.fromEntries(
    bodiesOf(valid, 'condition').map((named) => [named.key, named.conditions]),
  );
  const rules = bodiesOf(valid, 'rule').filter(({ enabled }) => enabled);
  const only = new Set(rules.map(({ key }) => key).filter((key) => changed.has(`rule/${key}`)));
  return analyzeRules(rules.map(toAnalyzable), { dictionary: factDefinitions, conditions, only })
    .filter(({ severity }) => severity === 'warning')
    .map(({ rule, path = [], message }) => ({ document: `rule/${rule}`, path, message }));
};
