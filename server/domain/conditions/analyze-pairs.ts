import type { Schedule } from '#schemas/schedule.ts';
import { clashOf, type Deed, isWithoutEffect } from './analyze-effects.ts';
import { commonExample, implies, type Subject } from './analyze-subject.ts';
import type { AnalysisOptions, Finding } from './analyze-types.ts';

/** Conflicts of one rule that are told; who reads so many has enough to do. */
const MOST_CONFLICTS = 5;
/** Pairs of rules that are looked at: what is beyond them in a very large set is not told. */
const MOST_PAIRS = 500_000;

const actionsOf = ({ rule }: Subject) => rule.actions ?? [];

/** By placement the rules that act on it, in order. */
const byPlacement = (subjects: readonly Subject[]): Map<string, Subject[]> => {
  const groups = new Map<string, Subject[]>();
  for (const subject of subjects)
    for (const place of subject.places) {
      const group = groups.get(place);
      if (group === undefined) groups.set(place, [subject]);
      else group.push(subject);
    }
  return groups;
};

const isOver = (one: Schedule | undefined, other: Schedule | undefined): boolean =>
  one?.until !== undefined && other?.from !== undefined && one.until <= other.from;

const neverTogether = ({ rule: one }: Subject, { rule: other }: Subject): boolean =>
  isOver(one.schedule, other.schedule) || isOver(other.schedule, one.schedule);

/** Whether a rule whose conditions hold applies whenever the other's does: also by the clock and by consent. */
const appliesWith = ({ rule }: Subject, { rule: other }: Subject): boolean =>
  (rule.schedule === undefined || JSON.stringify(rule.schedule) === JSON.stringify(other.schedule)) &&
  // nothing is personalized without consent to that
  ((rule.purpose ?? 'personalization') === 'personalization' || rule.purpose === other.purpose);

/** A rule and another that may stand in its way; `isFirst` where it comes before the other. */
type Encounter = { subject: Subject; beside: Subject; isFirst: boolean };

const witnessed = (
  one: Subject,
  other: Subject,
  { dictionary }: AnalysisOptions,
): Pick<Finding, 'witness'> => {
  const witness = commonExample(one, other, dictionary);
  return witness === null ? {} : { witness };
};

const shadowOf = ({ subject, beside, isFirst }: Encounter, options: AnalysisOptions): Finding | null => {
  const actions = actionsOf(subject);
  const isDone = actions.every((action) =>
    actionsOf(beside).some((other) => isWithoutEffect(action, other, { isFirst })),
  );
  if (!isDone || !appliesWith(beside, subject) || !implies(subject, beside)) return null;
  const { key } = subject.rule;
  const { key: otherRule } = beside.rule;
  const pinned = actionsOf(beside).some(({ type }) => type === 'pin');
  const caveat = pinned ? ', as long as what that pins can be shown' : '';
  const message = `"${key}" has no effect: whoever matches it matches "${otherRule}" too, which leaves nothing for it to do${caveat}`;
  const severity = 'warning';
  return {
    kind: 'shadowed',
    severity,
    rule: key,
    message,
    otherRule,
    ...witnessed(subject, beside, options),
  };
};

const deedsOf = (subject: Subject): Deed[] =>
  actionsOf(subject).map((action) => ({ rule: subject.rule.key, priority: subject.priority, action }));

const conflictOf = (first: Subject, later: Subject, options: AnalysisOptions): Finding | null => {
  for (const [index, deed] of deedsOf(later).entries())
    for (const other of deedsOf(first)) {
      const clash = clashOf(other, deed);
      if (clash === null) continue;
      const { witness } = neverTogether(first, later) ? {} : witnessed(first, later, options);
      // what cannot be shown is not told
      if (witness === undefined) return null;
      const path = ['event', 'params', 'actions', index];
      const { key: rule } = later.rule;
      return { kind: 'conflict', ...clash, rule, path, otherRule: first.rule.key, witness };
    }
  return null;
};

/** Every two rules that share a placement once, the first in order before the later. */
function* pairsOf(
  subjects: readonly Subject[],
  only: AnalysisOptions['only'],
): Generator<readonly [first: Subject, later: Subject]> {
  const isAsked = ({ rule }: Subject): boolean => only === undefined || only.has(rule.key);
  for (const [place, group] of byPlacement(subjects))
    for (const [index, later] of group.entries())
      for (let i = 0; i < index; i++) {
        const first = group[i]!;
        // rules that share several meet at the first of them
        const isHere = later.places.find((each) => first.places.includes(each)) === place;
        if (isHere && (isAsked(later) || isAsked(first))) yield [first, later];
      }
}

/** Which of the two has no effect beside the other; the later one if each might. */
const shadowAmong = (first: Subject, later: Subject, options: AnalysisOptions): Finding | null =>
  shadowOf({ subject: later, beside: first, isFirst: false }, options) ??
  shadowOf({ subject: first, beside: later, isFirst: true }, options);

/**
 * What rules that act on one placement do to each other: one that has no effect beside another, and two that ask for
 * what cannot both be. `subjects` are in the order in which they act; each can match.
 */
export const findingsOfPairs = (subjects: readonly Subject[], options: AnalysisOptions): Finding[] => {
  const findings: Finding[] = [];
  const idle = new Set<string>();
  const conflicts = new Map<string, number>();
  let pairs = 0;
  for (const [first, later] of pairsOf(subjects, options.only)) {
    if (++pairs > MOST_PAIRS) break;
    // of a rule without effect nothing more is said
    if (idle.has(first.rule.key) || idle.has(later.rule.key)) continue;
    const shadow = shadowAmong(first, later, options);
    if (shadow !== null) idle.add(shadow.rule);
    const told = conflicts.get(later.rule.key) ?? 0;
    const finding = shadow ?? (told < MOST_CONFLICTS ? conflictOf(first, later, options) : null);
    if (finding?.kind === 'conflict') conflicts.set(later.rule.key, told + 1);
    if (finding !== null) findings.push(finding);
  }
  return findings;
};
