import type { DocumentChange } from './diff.ts';

/** Without these nothing is personalized, so losing all of them is seldom meant. */
const vital = ['settings', 'placement'] as const;

/**
 * What a release would remove, where that is so much that it is probably a mistake: more than half of the documents
 * in force, the settings, or the last placement. Nothing otherwise.
 * @example largeRemoval(['rule/a', 'rule/b'], changes) // ['rule/a', 'rule/b'] when both are removed
 */
export const largeRemoval = (inForce: readonly string[], changes: readonly DocumentChange[]): string[] => {
  const removed = changes.flatMap(({ document, change }) => (change === 'removed' ? [document] : []));
  const gone = new Set(removed);
  const losesAll = vital.some((kind) => {
    const present = inForce.filter((id) => id.startsWith(`${kind}/`));
    return present.length > 0 && present.every((id) => gone.has(id));
  });
  return losesAll || removed.length * 2 > inForce.length ? removed : [];
};
