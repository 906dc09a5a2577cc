export const day = 86_400_000;

/**
 * The share of a value that is left after a time, halving every half-life.
 * @example decayed({ from: new Date(0), to: new Date(30 * day), halfLifeDays: 30 }) // 0.5
 */
export const decayed = ({ from, to, halfLifeDays }: { from: Date | null; to: Date; halfLifeDays: number }) =>
  from === null || to <= from ? 1 : 2 ** (-(to.getTime() - from.getTime()) / day / halfLifeDays);
