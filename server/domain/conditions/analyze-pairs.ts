import type { Schedule } from '#schemas/schedule.ts';
import { clashOf, type Deed, isWithoutEffect } from './analyze-effects.ts';
import { commonExample, implies, type Subject } from './analyze-subject.ts';
import type { AnalysisOptions, Finding } from './analyze-types.ts';

/** Conflicts of one rule that are told; who reads so many has enough to do. */
const MOST_CONFLICTS = 5;
/** Pairs of rules that are looked at: what is beyond them in a very large set is not told. */
const MOST_PAIRS = 500_000;

const actionsOf = ({ rule }: Subject) => rule.actions ?? [];

/** By placement the rules that act on it, in order; what acts on no placement acts on all products. */
const byPlacement = (subjects: readonly Subject[]): Subject[][] => {
  const groups = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const placements = actionsOf(subject).map((action) => ('placement' in action ? action.placement : '*'));
    for (const placement of new Set(placements))
      groups.set(placement, [...(groups.get(placement) ?? []), subject]);
  }
  return [...groups.values()];
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

/** Every two rules of a group once, the first in order before the later. */
function* pairsOf(group: readonly Subject[], only: string | undefined): Generator<[Subject, Subject]> {
  for (const [index, later] of group.entries())
    for (const first of group.slice(0, index))
      if (only === undefined || later.rule.key === only || first.rule.key === only) yield [first, later];
}

/** What has been told of each rule, so that no rule is told of twice or too often. */
const createLedger = () => {
  const shadowed = new Set<Subject>();
  const met = new Map<Subject, Set<Subject>>();
  const conflicts = new Map<Subject, number>();
  return {
    shadowed,
    /** Whether two rules are new to each other: they may meet at several placements. */
    isNew: (one: Subject, other: Subject): boolean => {
      const known = met.get(one) ?? new Set();
      met.set(one, known);
      const before = known.size;
      return known.add(other).size > before;
    },
    mayConflict: (subject: Subject): boolean => (conflicts.get(subject) ?? 0) < MOST_CONFLICTS,
    countConflict: (subject: Subject): void => void conflicts.set(subject, (conflicts.get(subject) ?? 0) + 1),
  };
};

/**
 * What rules that act on one placement do to each other: one that has no effect beside another, and two that ask for
 * what cannot both be. `subjects` are in the order in which they act; each can match.
 */
export const findingsOfPairs = (subjects: readonly Subject[], options: AnalysisOptions): Finding[] => {
  const findings: Finding[] = [];
  const ledger = createLedger();
  let pairs = 0;
  const look = (first: Subject, later: Subject): void => {
    const encounters = [
      { subject: later, beside: first, isFirst: false },
      { subject: first, beside: later, isFirst: true },
    ].filter(({ subject, beside }) => !ledger.shadowed.has(subject) && !ledger.shadowed.has(beside));
    for (const encounter of encounters) {
      const shadow = shadowOf(encounter, options);
      if (shadow === null) continue;
      ledger.shadowed.add(encounter.subject);
      findings.push(shadow);
      return;
    }
    if (encounters.length === 0 || !ledger.mayConflict(later)) return;
    const conflict = conflictOf(first, later, options);
    if (conflict === null) return;
    ledger.countConflict(later);
    findings.push(conflict);
  };
  for (const group of byPlacement(subjects))
    for (const [first, later] of pairsOf(group, options.only)) {
      if (++pairs > MOST_PAIRS) return findings;
      if (ledger.isNew(first, later)) look(first, later);
    }
  return findings;
};
