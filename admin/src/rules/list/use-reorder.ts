import { useState } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import { prioritiesAfterMove, type Ranked } from '#server/domain/rule-order/move-rule.ts';
import type { DocumentRecord } from '../../document/types.ts';
import { changeRules } from './change-rules.ts';
import { ruleIn } from './columns.tsx';

type Priorities = Readonly<Record<string, number>>;

const rankedOf = (records: readonly DocumentRecord[]): Ranked[] =>
  records.flatMap((record) => {
    const rule = ruleIn(record);
    return rule ? [{ key: record.key, priority: rule.priority }] : [];
  });

const asChanges = (priorities: Priorities) =>
  Object.fromEntries(Object.entries(priorities).map(([key, priority]) => [key, { priority }]));

const told = (count: number): string =>
  count === 1 ? 'One priority changed, as a draft.' : `${count} priorities changed, as drafts.`;

/** Moves rules among all others, as they have their say; what was moved last can be taken back. */
export const useReorder = (all: readonly DocumentRecord[]) => {
  const [undo, setUndo] = useState<Priorities | null>(null);
  const [pending, setPending] = useState(false);
  const notify = useNotify();
  const refresh = useRefresh();
  const ranked = rankedOf(all);

  const write = async (priorities: Priorities, message: string, next: Priorities | null): Promise<void> => {
    setPending(true);
    try {
      await changeRules(asChanges(priorities));
      setUndo(next);
      notify(message, { type: 'info' });
      refresh();
    } catch (error) {
      notify((error as Error).message, { type: 'error' });
    } finally {
      setPending(false);
    }
  };

  return {
    pending,
    /** Puts a rule just before or just after another one. */
    move: async (key: string, side: 'before' | 'after', other: string): Promise<void> => {
      const to = ranked.findIndex((rule) => rule.key === other) + (side === 'after' ? 1 : 0);
      const priorities = prioritiesAfterMove(ranked, key, to);
      const changed = Object.keys(priorities);
      if (changed.length === 0) return;
      const before = ranked.flatMap((rule) =>
        changed.includes(rule.key) ? [[rule.key, rule.priority]] : [],
      );
      await write(priorities, told(changed.length), Object.fromEntries(before) as Priorities);
    },
    undo: undo === null ? undefined : () => void write(undo, 'The priorities are as they were.', null),
  };
};
