import { setImmediate } from 'node:timers/promises';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { Metric } from '#schemas/metric.ts';
import type { ReplayJob, ReplayResult } from '#schemas/replay.ts';
import type { RestoredEvidence } from '#server/domain/decisions/kept-evidence.ts';
import { redecide } from '#server/domain/decisions/replay.ts';
import { planReplay, type ReplayPlan } from '#server/domain/decisions/replay-needs.ts';
import { SHOWN, type Told, toldBy } from '#server/domain/decisions/replay-rewards.ts';
import { replayTally } from '#server/domain/decisions/replay-tally.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import { ReleaseFaults } from '#server/domain/releases/compile.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { DecisionStore } from '#server/stores/decisions.ts';
import { type EventStore, eventsByProfile } from '#server/stores/events.ts';
import { knowledgeReader } from './known.ts';

export type ReplaySources = {
  decisions: Pick<DecisionStore, 'between' | 'countBetween' | 'readMany'>;
  events: Pick<EventStore, 'told' | 'historyOf'>;
  /** A release of this environment compiled again, or null when there is none of that number. */
  releaseAt: (number: number) => Promise<CompiledRelease | null>;
  /** By number, what choices were made with; what is no longer kept is not in it. */
  evidenceAt: (numbers: readonly number[]) => Promise<ReadonlyMap<number, RestoredEvidence>>;
  product: FoldContext['product'];
};

export type ReplayOrder = {
  target: CompiledRelease;
  isDraft: boolean;
  since: Date;
  until: Date;
  signal: AbortSignal;
  onProgress: (progress: ReplayJob['progress']) => void;
};

const hour = 3_600_000;
const chunkSize = 200;
/** Decisions after which others get a turn. */
const breath = 20;

const GONE = {
  evidence: 'the evidence that it was made with is no longer kept',
  release: 'the release that it was made with is gone, or cannot be made ready any more',
} as const;

async function* inChunks<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** The metrics that goals are measured by. */
const goalMetrics = ({ settings, metrics }: CompiledRelease): Metric[] =>
  [...new Set(Object.values(settings.goals))].flatMap((key) => metrics.get(key) ?? []);

/** What each customer of some decisions did afterwards, as far as metrics look. */
const readTold = async (
  records: readonly DecisionRecord[],
  metrics: readonly Metric[],
  events: ReplaySources['events'],
): Promise<ReadonlyMap<string, Told>> => {
  const times = records.map(({ at }) => at.getTime());
  const window = Math.max(0, ...metrics.map(({ windowHours }) => windowHours)) * hour;
  const found = await events.told({
    profileIds: [...new Set(records.map(({ profileId }) => profileId))],
    types: [...new Set([SHOWN, ...metrics.map(({ event }) => event)])],
    from: new Date(Math.min(...times)),
    // something may be shown later than it was decided, and its window begins then
    to: new Date(Math.max(...times) + 2 * window),
  });
  return new Map([...eventsByProfile(found)].map(([id, group]) => [id, toldBy(group, metrics)]));
};

const nothingTold: Told = { shownAt: new Map(), outcomes: [] };

/** Rules of publishing change: a release of long ago may hold what none may any more. */
const readyOrNull = async (
  number: number,
  releaseAt: ReplaySources['releaseAt'],
): Promise<CompiledRelease | null> => {
  try {
    return await releaseAt(number);
  } catch (error) {
    if (error instanceof ReleaseFaults) return null;
    throw error;
  }
};

/** Releases that decisions were made with, and what the target needs of each; compiled once. */
const planner = (target: CompiledRelease, releaseAt: ReplaySources['releaseAt']) => {
  const plans = new Map<number, { source: CompiledRelease; plan: ReplayPlan } | null>();
  return async (number: number) => {
    const known = plans.get(number);
    if (known !== undefined) return known;
    const source = await readyOrNull(number, releaseAt);
    const made = source && { source, plan: planReplay({ target, source }) };
    plans.set(number, made);
    return made;
  };
};

/**
 * Makes recorded decisions again with another release, a chunk at a time, and adds up what that changes. What cannot be
 * made again is left out and counted with its reason.
 * @throws AbortError when the signal says so
 */
export const runReplay = async (sources: ReplaySources, order: ReplayOrder): Promise<ReplayResult> => {
  const { decisions, events, evidenceAt } = sources;
  const { target, isDraft, signal, onProgress } = order;
  const metrics = goalMetrics(target);
  const tally = replayTally({ target, isDraft, metrics });
  const planFor = planner(target, sources.releaseAt);
  const sourceOf = async (number: number) => (await planFor(number))?.source ?? null;
  const knownOf = knowledgeReader({ decisions, events, sourceOf, product: sources.product });

  const replay = async (
    record: DecisionRecord,
    restored: RestoredEvidence | undefined,
    told: Told,
  ): Promise<void> => {
    const made = await planFor(record.release);
    if (made === null) return tally.leaveOut(GONE.release);
    if (restored === undefined) return tally.leaveOut(GONE.evidence);
    const found = await knownOf(record, made.plan, restored.products);
    if (found.state === 'impossible') return tally.leaveOut(found.reason);
    const { evidence } = restored;
    const redecided = await redecide({ record, release: target, evidence, known: found.known });
    tally.add({ record, redecided, source: made.source, told, outcomes: evidence.outcomes });
  };

  const total = await decisions.countBetween(order);
  let done = 0;
  onProgress({ done, total });
  for await (const records of inChunks(decisions.between(order))) {
    const evidences = await evidenceAt([...new Set(records.map(({ evidence }) => evidence))]);
    const told = await readTold(records, metrics, events);
    for (const record of records) {
      signal.throwIfAborted();
      await replay(record, evidences.get(record.evidence), told.get(record.profileId) ?? nothingTold);
      done += 1;
      if (done % breath === 0) await setImmediate();
    }
    // decisions of the last moment were not counted yet
    onProgress({ done, total: Math.max(done, total) });
  }
  return tally.result();
};
