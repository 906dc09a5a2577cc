import type { Place, Profile } from '#schemas/profile.ts';
import { preferencesIn } from './patterns.ts';
import { own } from './records.ts';

const ageGroups = [
  [18, 'under 18'],
  [25, '18-24'],
  [35, '25-34'],
  [45, '35-44'],
  [55, '45-54'],
  [65, '55-64'],
] as const;
const oldest = '65+';
const oldestAge = 130;

const groupOf = (age: number): string | null => {
  if (!(age >= 0 && age <= oldestAge)) return null;
  return ageGroups.find(([below]) => age < below)?.[1] ?? oldest;
};

/** Whole years, as people count them. */
const yearsSince = (birth: Date, at: Date): number => {
  const years = at.getUTCFullYear() - birth.getUTCFullYear();
  const birthday = new Date(birth);
  birthday.setUTCFullYear(at.getUTCFullYear());
  return birthday > at ? years - 1 : years;
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const groups = ['age_group', 'age_band', 'age_range'];
const birthDates = ['birth_date', 'date_of_birth', 'birthday'];

const ageFrom = (trait: string, value: unknown, at: Date): string | null => {
  if (groups.includes(trait)) return text(value) ?? null;
  if (trait === 'age') return typeof value === 'number' ? groupOf(value) : (text(value) ?? null);
  const birth = new Date(text(value) ?? '');
  return Number.isNaN(birth.getTime()) ? null : groupOf(yearsSince(birth, at));
};

/** A fact of a customer and where it is from. */
type Sourced<Value> = { value: Value; source: string };

const ageGroup = ({ traits }: Pick<Profile, 'traits'>, at: Date): Sourced<string> | null => {
  for (const trait of [...groups, 'age', ...birthDates]) {
    const said = own(traits, trait);
    const value = said === undefined ? null : ageFrom(trait, said, at);
    if (value !== null) return { value, source: `trait ${trait}` };
  }
  return null;
};

const placeFrom = (values: unknown): Place | null => {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return null;
  const said = values as Record<string, unknown>;
  const entries = (['country', 'region', 'city'] as const).flatMap((part) => {
    const value = text(own(said, part)) ?? (part === 'region' ? text(own(said, 'state')) : undefined);
    return value === undefined ? [] : [[part, value] as const];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
};

/** What the shop says of where a customer lives counts before where a visit came from. */
const location = ({ traits, patterns }: Pick<Profile, 'traits' | 'patterns'>): Sourced<Place> | null => {
  const sources = [
    ['trait location', own(traits, 'location')],
    ['trait address', own(traits, 'address')],
    ['traits', traits],
    ['newest visit', patterns?.place],
  ] as const;
  for (const [source, values] of sources) {
    const value = placeFrom(values);
    if (value !== null) return { value, source };
  }
  return null;
};

type Input = Pick<Profile, 'traits' | 'patterns'>;

/**
 * Age group, place, devices and channels of a customer, each with where it is from. Age is what the traits `age_group`,
 * `age` or `birth_date` say; a place is told by traits or, failing that, by the newest visit; devices and channels are
 * shares of the activity of about the last 90 days. What is not known is null or empty.
 * @example demographicsOf({ traits: { age: 41 } }, at).ageGroup // { value: '35-44', source: 'trait age' }
 */
export const demographicsOf = ({ traits, patterns }: Input, at: Date) => ({
  ageGroup: ageGroup({ traits }, at),
  location: location({ traits, ...(patterns && { patterns }) }),
  devices: preferencesIn(patterns?.devices),
  channels: preferencesIn(patterns?.channels),
});
