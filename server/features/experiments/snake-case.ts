const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * A value with the names of its fields in snake case, at any depth: what the public API speaks.
 * @example snakeCased({ pValue: 0.03 }) // { p_value: 0.03 }
 */
export const snakeCased = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), snakeCased(item)]));
};
