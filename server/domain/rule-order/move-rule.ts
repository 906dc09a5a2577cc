/** A rule in the order in which rules have their say: by priority, then by publication. */
export type Ranked = { key: string; priority: number };

type Placed = { priority: number; place: number };

const HIGHEST = 1_000_000;
/** What is left between two priorities where there is room, so that the next move finds some. */
const ROOMY = 10;

/** Whether two rules may keep their priorities, with the rules between them getting new ones. */
const fits = (above: Placed, below: Placed, between: number): boolean =>
  between > 0
    ? above.priority - below.priority > between
    : above.priority > below.priority || (above.priority === below.priority && above.place < below.place);

/** The places whose rules keep their priorities: as many as can be, and rather the others than the one that moved. */
const keptPlaces = (order: readonly Placed[], movedTo: number): number[] => {
  const best = order.map(() => ({ value: Number.NEGATIVE_INFINITY, from: -1 }));
  best[0] = { value: 0, from: -1 };
  for (let below = 1; below < order.length; below++) {
    const worth = below === movedTo ? order.length : order.length + 1;
    for (let above = 0; above < below; above++) {
      const value = best[above]!.value + worth;
      if (value > best[below]!.value && fits(order[above]!, order[below]!, below - above - 1))
        best[below] = { value, from: above };
    }
  }
  const kept: number[] = [];
  for (let place = order.length - 1; place > -1; place = best[place]!.from) kept.unshift(place);
  return kept;
};

/**
 * The priorities to change so that one rule has its say just before the one that is at a place now (or last), and all
 * others stay in their order: as few as possible. Priorities are whole numbers from 1 to a million. Quadratic in the
 * number of rules; a list of a thousand takes milliseconds.
 * @example prioritiesAfterMove([{ key: 'a', priority: 2 }, { key: 'b', priority: 1 }], 'b', 0) // { b: 12 }
 */
export const prioritiesAfterMove = (
  rules: readonly Ranked[],
  moved: string,
  to: number,
): Record<string, number> => {
  const from = rules.findIndex(({ key }) => key === moved);
  if (from === -1) throw new Error(`There is no rule "${moved}" to move.`);
  const sequence = rules.map((rule, place) => ({ ...rule, place }));
  const [rule] = sequence.splice(from, 1);
  const target = Math.max(0, Math.min(sequence.length, to > from ? to - 1 : to));
  sequence.splice(target, 0, rule!);
  const order = [{ priority: HIGHEST + 1, place: -1 }, ...sequence, { priority: 0, place: sequence.length }];
  const kept = keptPlaces(order, target + 1);
  const changes: Record<string, number> = {};
  kept.slice(1).forEach((low, index) => {
    const high = kept[index]!;
    const [top, bottom] = [order[high]!.priority, order[low]!.priority];
    const step = Math.min(ROOMY, Math.floor((top - bottom) / (low - high)));
    for (let place = high + 1; place < low; place++)
      changes[sequence[place - 1]!.key] = bottom + step * (low - place);
  });
  return changes;
};
