import type { Profile } from '#schemas/profile.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { type Evaluated, evaluate } from '#server/domain/segments/evaluate.ts';
import { evidenceOf, fact, segment } from '#test/domain/decisions/shop.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

const all = (...conditions: object[]) => ({ all: conditions });
const profileFact = (path: string, operator: string, value: unknown) =>
  fact('profile', path, operator, value);

/** Segments that ask about time in every way whose next turn can be told exactly. */
export const timedSegments = [
  segment('new', all(profileFact('$.days_since_first_seen', 'lessThan', 2))),
  segment('lapsed', all(profileFact('$.days_since_last_seen', 'greaterThanInclusive', 1.5))),
  segment('exactly-a-day', all(profileFact('$.days_since_last_seen', 'equal', 1))),
  segment('buyers-of-late', all(profileFact('$.counters.days_since_last_order', 'between', [1, 3]))),
  segment('since-monday', all(profileFact('$.first_seen_at', 'withinLast', '36h'))),
  segment('subscribers', all(profileFact('$.traits.until', 'not:withinLast', '1d'))),
  segment('engaged', all(profileFact('$.engagement.score', 'greaterThan', 10))),
  segment('by-web', all(profileFact('$.engagement.channels.web', 'greaterThanInclusive', 4))),
  segment(
    'viewers',
    all(profileFact('$.history', 'performed', { event: 'product_viewed', atLeast: 2, within: '2d' })),
  ),
  segment(
    'idle-today',
    all(profileFact('$.history', 'performed', { event: 'product_viewed', exactly: 0, within: '12h' })),
  ),
  segment(
    'view-then-buy',
    all(
      profileFact('$.history', 'sequence', {
        steps: [{ event: 'product_viewed' }, { event: 'order_completed' }],
        within: '1d',
        last: '3d',
      }),
    ),
  ),
  segment('visiting', all(fact('session', '$.interactions', 'greaterThanInclusive', 0))),
  segment('long-visit', all(fact('session', '$.duration', 'greaterThan', 60))),
  segment('mornings', all(fact('time', '$.hour', 'lessThan', 12))),
  segment('weekends', all(fact('time', '$.weekend', 'equal', true))),
  segment('campaign', all(fact('time', '$.now', 'before', '2026-03-03T00:00:00Z'))),
  segment('nested', all(profileFact('$.segments', 'notInSegment', ['new', 'lapsed']))),
  segment('seasoned', all(profileFact('$.days_in_segment.engaged', 'greaterThanInclusive', 1))),
];

/** The profile as it is stored once its memberships were brought up to a time. */
export const withMemberships = (
  profile: Profile,
  { segments, memberships, segmentsDueAt }: Evaluated,
): Profile => ({ ...profile, segments, memberships, segmentsDueAt });

export const evaluateAt = (
  profile: Profile,
  release: CompiledRelease,
  at: Date,
  uploaded: readonly string[] = [],
): Promise<Evaluated> => evaluate({ profile, uploaded, release, evidence: evidenceOf(), at });
