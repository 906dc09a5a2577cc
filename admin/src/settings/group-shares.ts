import { z } from 'zod';
import { GroupPlace, overlap, type Part } from '#schemas/exclusion-group.ts';
import type { DocumentRecord } from '../document/types.ts';

/** A part of a group's line and the experiment that it belongs to. */
export type Share = { experiment: string; name: string; isRunning: boolean; part: Part };

/** Two experiments that claim the same customers; publishing both as running is refused. */
export type Clash = { shares: readonly [Share, Share]; isRefused: boolean };

const Claim = z.object({ status: z.string().default('draft'), group: GroupPlace });

/**
 * The parts of a group's line that experiments claim, from left to right. Those of stopped experiments are free again.
 * @example sharesOf(experiments, 'checkout')[0] // { experiment: 'free-returns', part: [0, 0.3], … }
 */
export const sharesOf = (experiments: readonly DocumentRecord[], group: string): Share[] =>
  experiments
    .flatMap(({ key, name, body }): Share[] => {
      const claim = Claim.safeParse(body);
      if (!claim.success || claim.data.group.key !== group || claim.data.status === 'stopped') return [];
      const isRunning = claim.data.status === 'running';
      return claim.data.group.ranges.map((part) => ({ experiment: key, name, isRunning, part }));
    })
    .sort(({ part: one }, { part: other }) => one[0] - other[0]);

/**
 * The parts that nobody claims.
 * @example freeParts([{ part: [0.2, 0.5], … }]) // [[0, 0.2], [0.5, 1]]
 */
export const freeParts = (shares: readonly Pick<Share, 'part'>[]): Part[] => {
  const free: Part[] = [];
  let reached = 0;
  for (const {
    part: [start, end],
  } of shares) {
    if (start > reached) free.push([reached, start]);
    reached = Math.max(reached, end);
  }
  return reached < 1 ? [...free, [reached, 1]] : free;
};

/** How much of the line parts cover. */
export const lengthOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, [start, end]) => sum + end - start, 0);

/** Every two parts that share customers. */
export const clashesOf = (shares: readonly Share[]): Clash[] =>
  shares.flatMap((one, index) =>
    shares
      .slice(index + 1)
      .filter((other) => other.experiment !== one.experiment && overlap(one.part, other.part))
      .map((other) => ({ shares: [one, other] as const, isRefused: one.isRunning && other.isRunning })),
  );
