import type { EvaluationContext } from '#schemas/ofrep.ts';
import type { Profile } from '#schemas/profile.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { contentHash } from '#server/platform/content-hash.ts';

/** What a customer's flags depend on. */
export type State = {
  release: Pick<CompiledRelease, 'environment' | 'number'>;
  evidence: number;
  profile: Pick<Profile, 'id' | 'version'> | null;
  at: Date;
};

/** Rules ask for the hour and schedules begin on it; local hours of every time zone begin on a quarter. */
const QUARTER = 15 * 60_000;
const ID_CHARACTERS = 32;

/**
 * The same text for as long as every flag has the same value: a hash of the release, the evidence, the version of the
 * profile, which two states of it never share, the whole context, the preview and the quarter of an hour.
 * @example stateOf({ release, evidence: 7, profile: null, at }, { targetingKey: '42' }) // '9f86d081884c7d65…'
 */
export const stateOf = (
  { release, evidence, profile, at }: State,
  context: EvaluationContext,
  preview?: string,
): string =>
  contentHash([
    release.environment,
    release.number,
    evidence,
    profile && [profile.id, profile.version],
    Math.floor(at.getTime() / QUARTER),
    context,
    preview ?? null,
  ]);

/** The id of one flag's decision: deciding again in the same state is the same decision, draw included. */
export const decisionIdOf = (state: string, key: string): string =>
  contentHash([state, key]).slice(0, ID_CHARACTERS);

/** A strong entity tag; who may read the shop's own numbers gets another answer. */
export const etagOf = (state: string, mayRead: boolean): string =>
  `"${contentHash([state, mayRead]).slice(0, ID_CHARACTERS)}"`;

/**
 * Whether `If-None-Match` names the entity tag. It is compared weakly (RFC 9110, 13.1.2), since proxies that compress
 * weaken a tag on its way.
 * @example isKnown('W/"a", "b"', '"a"') // true
 */
export const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
