import express from 'express';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Making } from '#server/features/experience/count-decision.ts';
import { experienceRoutes } from '#server/features/experience/routes.ts';
import type { Scorer } from '#server/features/experience/scores.ts';
import { experienceService } from '#server/features/experience/service.ts';
import { jsonBody } from '#server/platform/http.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { at, evidenceOf, releaseOf } from '#test/domain/decisions/shop.ts';
import { open } from './catalogue-fixtures.ts';

export const scope = 'default/production';
export const secret = 'a secret for tests';

type Options = {
  release?: CompiledRelease;
  evidence?: Evidence;
  profiles?: Profile[];
  scorers?: Scorer[];
  /** What each look at the stopwatch says, in milliseconds. */
  stopwatch?: () => number;
  /** What is in force and what time it is, where that changes while the app runs; instead of the parts above. */
  state?: { now: Date; release: CompiledRelease; evidence: Evidence; profile: Profile | null };
  /** Keeps a record somewhere besides `records`. */
  record?: (record: DecisionRecord) => void;
};

/** The experience API on a release and evidence in memory; what it would store is collected. */
export const experienceApp = (options: Options = {}) => {
  const { release = releaseOf(), evidence = evidenceOf(), profiles = [], scorers = [], state } = options;
  const records: DecisionRecord[] = [];
  const events = new Map<string, StoredEvent>();
  const decided: string[] = [];
  const makings: Making[] = [];
  let made = 0;
  const clock = () => state?.now ?? at;
  const service = experienceService({
    release: () => state?.release ?? release,
    releaseWithDrafts: async () => release,
    evidence: () => state?.evidence ?? evidence,
    readProfile: async (id) => [...profiles, state?.profile].find((profile) => profile?.id === id) ?? null,
    scorers,
    record: (record) => {
      records.push(record);
      options.record?.(record);
    },
    onDecided: ({ experienceId }, making) => {
      decided.push(experienceId);
      makings.push(making);
    },
    scope,
    secret,
    clock,
    stopwatch: options.stopwatch ?? (() => 0),
    createId: () => `decision-${++made}`,
  });
  const track = async (sent: readonly StoredEvent[]) => {
    const fresh = sent.filter(({ messageId }) => !events.has(messageId));
    for (const event of fresh) events.set(event.messageId, event);
    return { accepted: fresh.length, duplicates: sent.length - fresh.length };
  };
  const app = express()
    .use(jsonBody({ limit: 100_000 }))
    .use(
      experienceRoutes({
        service,
        requireDecide: open,
        requireTrack: open,
        requireRead: open,
        mayRead: () => true,
        track,
        scope,
        secret,
        clock,
      }),
    )
    .use(problemHandler);
  return { app, service, records, decided, makings, events: () => [...events.values()] };
};
