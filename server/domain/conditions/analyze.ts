import { unknownValues } from './analyze-enumerations.ts';
import { findingsOfPairs } from './analyze-pairs.ts';
import { possibleRows } from './analyze-rows.ts';
import { createSubject, placesOf, type Subject } from './analyze-subject.ts';
import type { AnalysisOptions, AnalyzableRule, Finding } from './analyze-types.ts';
import { impossibilities } from './impossible.ts';
import { normalForm } from './normal-form.ts';
import { guardOf, placeInRule } from './rule-guard.ts';
import { soundnessFaults } from './soundness.ts';
import type { FaultCode } from './types.ts';
import { validateConditions } from './validate.ts';

/** With one of these a condition cannot be evaluated, so nothing more can be said of it. */
const unsound: ReadonlySet<Finding['kind']> = new Set<FaultCode>([
  'malformed',
  'too-deep',
  'too-large',
  'unknown-condition',
  'cyclic-condition',
  'unknown-operator',
  'unsupported-path',
]);

const faultsOf = (rule: AnalyzableRule, { dictionary, conditions = {} }: AnalysisOptions): Finding[] =>
  validateConditions(rule.conditions, rule.isForeign ? [] : dictionary, { conditions })
    .filter(({ code }) => !(rule.isForeign && code === 'unknown-fact'))
    .map(({ code, path, message }) => ({
      kind: code,
      severity: 'error',
      rule: rule.key,
      message,
      path: ['conditions', ...path],
    }));

const neverMatches = (rule: AnalyzableRule, { conditions = {} }: AnalysisOptions): Finding[] =>
  impossibilities(guardOf(rule), { conditions }).map(({ path, message }) => ({
    kind: 'never-matches',
    severity: 'error',
    rule: rule.key,
    message,
    path: placeInRule(rule, path),
  }));

/** Nothing meets the opposite of its conditions. */
const alwaysMatches = ({ rule }: Subject, { conditions = {} }: AnalysisOptions): Finding[] =>
  possibleRows(normalForm(rule.conditions, conditions, true)).length > 0
    ? []
    : [
        {
          kind: 'always-matches',
          severity: 'info',
          rule: rule.key,
          message: `"${rule.key}" matches everyone: also those of whom nothing is known`,
          path: ['conditions'],
          witness: {},
        },
      ];

type Examined = { findings: Finding[]; subject: Subject | null };

/** What is to be said of one rule by itself; with its subject where it can match. */
const examine = (rule: AnalyzableRule, options: AnalysisOptions): Examined => {
  const faults = faultsOf(rule, options);
  if (faults.some(({ kind }) => unsound.has(kind))) return { findings: faults, subject: null };
  const own = [...faults, ...unknownValues(rule, rule.isForeign ? [] : options.dictionary)];
  const never = neverMatches(rule, options);
  if (never.length > 0) return { findings: [...own, ...never], subject: null };
  const subject = createSubject(rule, options);
  return { findings: [...own, ...alwaysMatches(subject, options)], subject };
};

/** A rule that is looked at for the sake of others alone. */
const glance = (rule: AnalyzableRule, options: AnalysisOptions): Examined => {
  const isSound = soundnessFaults(rule.conditions, options).length === 0;
  const subject = isSound ? createSubject(rule, options) : null;
  return { findings: [], subject: subject !== null && subject.rows.length > 0 ? subject : null };
};

/** The rules that are asked about, and those that act where they do. */
const concerned = (rules: readonly AnalyzableRule[], only: ReadonlySet<string>): AnalyzableRule[] => {
  const places = new Set(rules.filter(({ key }) => only.has(key)).flatMap(placesOf));
  return rules.filter((rule) => only.has(rule.key) || placesOf(rule).some((place) => places.has(place)));
};

/**
 * What is noteworthy about rules before anyone meets them: conditions that cannot be evaluated or compare what cannot
 * be compared, rules that can never match or always do, rules that have no effect beside another, and rules that ask
 * for what cannot both be. It proves by intervals and sets over the rows of the normal form, and shows whom it speaks
 * of by facts that the matcher itself agrees with; of what it cannot tell, such as patterns, it is silent. Journeys,
 * experiments, stock and frequency caps are not looked at. Rules are in the order of publication.
 * @example analyzeRules([impossible], { dictionary: factDefinitions })[0].kind // 'never-matches'
 */
export const analyzeRules = (rules: readonly AnalyzableRule[], options: AnalysisOptions): Finding[] => {
  const { only } = options;
  const examined = (only === undefined ? rules : concerned(rules, only)).map((rule) =>
    only === undefined || only.has(rule.key) ? examine(rule, options) : glance(rule, options),
  );
  const subjects = examined.flatMap(({ subject }) => subject ?? []);
  const inOrder = subjects.toSorted((a, b) => b.priority - a.priority);
  return [...examined.flatMap(({ findings }) => findings), ...findingsOfPairs(inOrder, options)];
};
