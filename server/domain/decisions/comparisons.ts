/** A fact that conditions read, and by what they compare it where it is what is compared. */
export type Comparison = { fact: string; path: string; operator?: string };

/**
 * Wherever a tree of conditions names a fact: as what is compared, or as what it is compared with.
 * @example comparisonsIn(rule.conditions)[0] // { fact: 'context', path: '$.device', operator: 'equal' }
 */
export const comparisonsIn = (value: unknown): Comparison[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { fact, path, operator } = value as Record<string, unknown>;
  const nested = Object.values(value).flatMap(comparisonsIn);
  if (typeof fact !== 'string') return nested;
  const own = { fact, path: typeof path === 'string' ? path : '$' };
  return [typeof operator === 'string' ? { ...own, operator } : own, ...nested];
};
