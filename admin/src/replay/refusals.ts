import type { ReplayValue } from '#schemas/replay.ts';

/** Why values cannot be told, each reason once with the names of those it is about. */
export const refusalsOf = (values: readonly ReplayValue[]): [reason: string, names: string[]][] => {
  const names = new Map<string, string[]>();
  for (const { name, report } of values)
    if (report.state === 'refused') names.set(report.reason, [...(names.get(report.reason) ?? []), name]);
  return [...names];
};
