import type { TopCondition } from '#schemas/condition.ts';
import type { Rule } from '#schemas/rule.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import { declaredHistory, jointHistory } from '#server/domain/releases/declared.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

type Named = Readonly<Record<string, TopCondition>>;

/** The keys of named conditions that some conditions refer to, through others too. */
const referredTo = (conditions: unknown, named: Named, found = new Set<string>()): Set<string> => {
  if (typeof conditions !== 'object' || conditions === null) return found;
  for (const [key, value] of Object.entries(conditions)) {
    if (key !== 'condition' || typeof value !== 'string') referredTo(value, named, found);
    else if (!found.has(value)) {
      found.add(value);
      referredTo(named[value], named, found);
    }
  }
  return found;
};

/** What a rule counts beside what the release does; null where the release counts all of it already. */
export const countedAnew = (
  rule: Rule,
  named: Named,
  history: CompiledRelease['history'],
): DeclaredHistory | null => {
  const asked = declaredHistory([
    { kind: 'rule', body: rule },
    ...[...referredTo(rule.conditions, named)].map((key) => ({
      kind: 'condition' as const,
      body: { key, conditions: named[key] },
    })),
  ]);
  const joint = jointHistory(history, asked);
  return joint.id === history.id ? null : joint;
};
