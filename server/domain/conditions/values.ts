/** Whether a written value can ever be found: an object is equal to itself alone, and NaN to nothing. */
export const isLookedUp = (value: unknown): boolean =>
  (typeof value !== 'object' || value === null) && !Number.isNaN(value);
