import { setImmediate } from 'node:timers/promises';
import type { Profile } from '#schemas/profile.ts';
import type { RuleAudience } from '#schemas/rule-insight.ts';
import type { Part, Reach } from '#server/domain/conditions/reach.ts';
import type { Facts } from '#server/domain/conditions/types.ts';

/** Customers of each sort that are shown. */
const MOST_SHOWN = 10;
/** Customers after which decisions get a turn. */
const BREATH = 10;

/** A customer as the rules would see them now, and whether they get anything but defaults. */
export type Seen = { facts: Facts; isWithheld: boolean };

type Counts = Pick<RuleAudience, 'sample' | 'matching' | 'withheld' | 'dropOff' | 'matches' | 'nearMisses'>;

const inRule = ({ path, text }: Part): Part => ({ path: ['conditions', ...path], text });

const textTrait = ({ traits }: Profile, name: string): string | undefined => {
  const value = traits[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Whom people know by a name. */
const personOf = (profile: Profile): { customerId: string; name: string } => ({
  customerId: profile.id,
  name: textTrait(profile, 'name') ?? profile.subject,
});

/** Those with the fewest failed comparisons, the first of several. */
const createNearest = () => {
  const nearest: RuleAudience['nearMisses'] = [];
  return {
    nearest,
    offer: (profile: Profile, missing: readonly Part[]): void => {
      const last = nearest.at(-1);
      if (nearest.length === MOST_SHOWN && last !== undefined && missing.length >= last.failed.length) return;
      const after = nearest.findIndex(({ failed }) => failed.length > missing.length);
      nearest.splice(after === -1 ? nearest.length : after, 0, {
        ...personOf(profile),
        failed: missing.map(inRule),
      });
      nearest.length = Math.min(nearest.length, MOST_SHOWN);
    },
  };
};

/** Counts whom conditions reach, one customer after the other. */
const createCount = ({ steps }: Reach) => {
  const left = steps.map(() => 0);
  const matches: RuleAudience['matches'] = [];
  const near = createNearest();
  let [sample, matching, withheld] = [0, 0, 0];
  const reached = (profile: Profile, isWithheld: boolean): void => {
    matching++;
    if (isWithheld) withheld++;
    if (matches.length < MOST_SHOWN) matches.push(personOf(profile));
  };
  return {
    add: (profile: Profile, { facts, isWithheld }: Seen): void => {
      sample++;
      const missing = steps.map((step) => step.missing(facts));
      const failed = missing.findIndex((parts) => parts.length > 0);
      for (let i = 0; i < (failed === -1 ? steps.length : failed); i++) left[i]!++;
      if (failed === -1) reached(profile, isWithheld);
      else near.offer(profile, missing.flat());
    },
    result: (): Counts => ({
      sample,
      matching,
      withheld,
      dropOff: steps.map((step, i) => ({ ...inRule(step), left: left[i]! })),
      matches,
      nearMisses: near.nearest,
    }),
  };
};

/**
 * Counts customers as they are read, and lets others have their turn in between. Null once nobody waits for it.
 * @example (await countAudience({ profiles, reach, see, signal }))?.matching // 42
 */
export const countAudience = async ({
  profiles,
  reach,
  see,
  signal,
}: {
  profiles: AsyncIterable<Profile>;
  reach: Reach;
  see: (profile: Profile) => Promise<Seen>;
  signal: AbortSignal;
}): Promise<Counts | null> => {
  const count = createCount(reach);
  let read = 0;
  for await (const profile of profiles) {
    if (signal.aborted) return null;
    count.add(profile, await see(profile));
    if (++read % BREATH === 0) await setImmediate();
  }
  return count.result();
};
