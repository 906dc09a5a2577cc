import type { ExperienceRequest } from '#schemas/decision.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { placementsOf } from '#server/domain/decisions/decide.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { contextClass, steadiness } from '#server/domain/decisions/steadiness.ts';
import type { Decision, Matches } from '#server/domain/decisions/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

/** Choices that were made, with what they were made of. */
export type Choices = {
  decision: Decision;
  matches: Matches;
  scores: Record<string, number>;
  /** What was missing before the choice was made. */
  missing: string[];
};

type Situation = {
  release: CompiledRelease;
  evidence: Evidence;
  profile: Profile | null;
  profileId: string;
  request: ExperienceRequest;
  facts: Facts;
  at: Date;
};

/** Why a choice is made anew each time. */
export type NotKept = {
  because: 'preview' | 'visitor' | 'setting' | 'policy' | 'late' | 'chance' | 'clock';
  message: string;
};

type Entry = { choices: Choices; until: number };
/** One customer's, all of the same release, evidence and profile. */
type Shelf = Pick<Situation, 'release' | 'evidence'> & {
  version: number | null;
  entries: Map<string, Entry>;
};

const CUSTOMERS_KEPT = 1000;
const ENTRIES_KEPT = 20;

const versionOf = ({ profile }: Situation): number | null => profile?.version ?? null;

const keyOf = ({ release, request }: Situation): string =>
  JSON.stringify([
    request.page_type,
    request.elements_to_personalize ?? null,
    request.personalization_goals ?? null,
    contextClass(release, request.context),
  ]);

type Asked = Pick<Situation, 'release' | 'request'> & { preview: unknown; held: unknown };

/**
 * Why choices cannot be kept, as far as it is known before they are made; null where they may be.
 * @example notKeptFor({ release, request, preview: null, held: undefined })?.because // 'policy'
 */
export const notKeptFor = ({ release, request, preview, held }: Asked): NotKept | null => {
  if (preview !== null) return { because: 'preview', message: 'a preview is decided anew each time' };
  if (held !== undefined)
    return { because: 'visitor', message: 'what the visitor was shown is read anew each time' };
  if (!release.settings.performance_optimization.cache_personalized_content)
    return { because: 'setting', message: 'cache_personalized_content is false in the settings' };
  const drawing = placementsOf({ release, request }).find(({ policy }) => policy !== 'best');
  return drawing === undefined
    ? null
    : { because: 'policy', message: `the policy of ${drawing.key} is ${drawing.policy}, which draws` };
};

/** The first entry of a map, which is the one that was used longest ago, goes when there are too many. */
const setLast = <T>(entries: Map<string, T>, key: string, value: T, limit: number): void => {
  entries.delete(key);
  entries.set(key, value);
  if (entries.size > limit) entries.delete(entries.keys().next().value!);
};

/**
 * Keeps choices that any seed would make again, for the customers seen last. A newer release, newer evidence or another
 * version of the profile drops all that was kept for a customer; so does `forget`.
 * @example const kept = keptChoices(); kept.find(situation) ?? kept.keep(situation, choose(situation))
 */
export const keptChoices = () => {
  const shelves = new Map<string, Shelf>();

  const shelfOf = (situation: Situation): Shelf | undefined => {
    const { release, evidence, profileId } = situation;
    const shelf = shelves.get(profileId);
    const isCurrent =
      shelf?.release === release && shelf.evidence === evidence && shelf.version === versionOf(situation);
    return isCurrent ? shelf : undefined;
  };

  return {
    find: (situation: Situation): Choices | undefined => {
      const shelf = shelfOf(situation);
      if (shelf === undefined) return undefined;
      setLast(shelves, situation.profileId, shelf, CUSTOMERS_KEPT);
      const entry = shelf.entries.get(keyOf(situation));
      return entry !== undefined && situation.at.getTime() < entry.until ? entry.choices : undefined;
    },

    /** Kept only as long as the clock cannot change them; why not, where they are not. */
    keep: (situation: Situation, choices: Choices): NotKept | null => {
      if (!choices.decision.settled)
        return { because: 'chance', message: 'a placement still explores, so that chance has a say' };
      const steady = steadiness(situation);
      if (steady.state === 'unsteady')
        return {
          because: 'clock',
          message: `a condition reads ${steady.fact}, which time changes by itself`,
        };
      const { until } = steady;
      const { release, evidence, profileId } = situation;
      const fresh = { release, evidence, version: versionOf(situation), entries: new Map<string, Entry>() };
      const shelf = shelfOf(situation) ?? fresh;
      setLast(shelf.entries, keyOf(situation), { choices, until: until.getTime() }, ENTRIES_KEPT);
      setLast(shelves, profileId, shelf, CUSTOMERS_KEPT);
      return null;
    },

    forget: (profileId: string): void => {
      shelves.delete(profileId);
    },
  };
};
