import { assortment } from './assortment.ts';
import { type Chance, createChance } from './chance.ts';
import { demoId } from './demo-id.ts';

export type Person = {
  /** `customer_id:demo-17`, or `anonymous_id:demo-visitor-17` for one who never said who they are. */
  identity: string;
  /** What experiments hash on. */
  subject: string;
  known: boolean;
  traits: Record<string, unknown>;
  consent: Record<string, boolean>;
  /** Interest by category, in the order of the assortment. */
  interests: number[];
  favorite: string;
  device: string;
  trafficSource: string;
  visits: number;
  /** How much likelier than others a visit of theirs is to end in an order. */
  orderFactor: number;
  firstDay: number;
  chance: Chance;
};

const knownShare = 0.75;
const meanVisits = 3.4;

const firstNames = [
  'Ada',
  'Ben',
  'Clara',
  'David',
  'Elif',
  'Frida',
  'Goran',
  'Hana',
  'Ivo',
  'Jonas',
  'Kaja',
  'Lena',
  'Milan',
  'Nora',
  'Oskar',
  'Petra',
  'Rafael',
  'Selma',
  'Tomas',
  'Vera',
];
const lastNames = [
  'Abel',
  'Brandt',
  'Castell',
  'Dahl',
  'Engel',
  'Fischer',
  'Grau',
  'Holm',
  'Ilves',
  'Jansen',
  'Kovacs',
  'Lund',
  'Moreau',
  'Novak',
  'Orban',
  'Peeters',
  'Rossi',
  'Sand',
  'Thal',
  'Weber',
];
const places: readonly { city: string; country: string; locale: string }[] = [
  { city: 'Berlin', country: 'DE', locale: 'de' },
  { city: 'Hamburg', country: 'DE', locale: 'de' },
  { city: 'Vienna', country: 'AT', locale: 'de' },
  { city: 'Amsterdam', country: 'NL', locale: 'nl' },
  { city: 'Copenhagen', country: 'DK', locale: 'da' },
  { city: 'Dublin', country: 'IE', locale: 'en' },
  { city: 'Lyon', country: 'FR', locale: 'fr' },
  { city: 'Turin', country: 'IT', locale: 'it' },
];
const categoryDraw = [3.2, 1.4, 2, 1, 2.2, 1.2, 1.3, 1.8, 1.4, 0.9, 0.8, 0.9];
const ages = ['18-24', '25-34', '35-44', '45-54', '55-64', '65+'];
const ageWeights = [0.08, 0.27, 0.26, 0.19, 0.13, 0.07];
const tiers = ['none', 'bronze', 'silver', 'gold'];
const tierWeights = [0.55, 0.25, 0.14, 0.06];
const devices = ['mobile', 'desktop', 'tablet', 'app'];
const trafficSources = ['search', 'direct', 'email', 'social', 'referral'];

/** A favorite with half of the interest, a second with a quarter, the rest spread thin. */
const drawInterests = (chance: Chance): number[] => {
  const favorite = chance.weighted(categoryDraw);
  const second = chance.weighted(categoryDraw);
  return assortment.map(
    (_, index) => 0.25 / 12 + (index === favorite ? 0.5 : 0) + (index === second ? 0.25 : 0),
  );
};

const drawTraits = (chance: Chance, number: number): Record<string, unknown> => {
  const first = chance.pick(firstNames);
  const last = chance.pick(lastNames);
  const { city, country, locale } = chance.pick(places);
  return {
    name: `${first} ${last}`,
    email: `${first}.${last}.${number}@shop.example`.toLowerCase(),
    city,
    country,
    locale,
    age_band: ages[chance.weighted(ageWeights)],
    loyalty_tier: tiers[chance.weighted(tierWeights)],
    newsletter: chance.happens(0.4),
  };
};

/** Nine in ten allow everything, a few allow only what they see, a few allow nothing. */
const drawConsent = (chance: Chance): Record<string, boolean> => {
  const kind = chance.weighted([0.9, 0.06, 0.04]);
  if (kind === 0) return { personalization: true, analytics: true, profiling: true, marketing_email: true };
  if (kind === 1) return { personalization: true, analytics: true, profiling: false, marketing_email: false };
  return { personalization: false, analytics: true, profiling: false, marketing_email: false };
};

/**
 * The shop's customer of that number, the same for every size of shop: each has a stream of chance of their own.
 * @param days length of the period; people arrive throughout it
 */
export const drawPerson = (seed: number, number: number, days: number): Person => {
  const chance = createChance(seed * 1_000_003 + number);
  const known = chance.happens(knownShare);
  const subject = demoId(known ? number : `visitor-${number}`);
  const interests = drawInterests(chance);
  const firstDay = chance.happens(0.4) ? 0 : chance.index(days);
  const liveliness = Math.exp(0.6 * chance.normal() - 0.18);
  return {
    identity: `${known ? 'customer_id' : 'anonymous_id'}:${subject}`,
    subject,
    known,
    traits: known ? drawTraits(chance, number) : {},
    consent: drawConsent(chance),
    interests,
    favorite: assortment[interests.indexOf(Math.max(...interests))]!.key,
    device: devices[chance.weighted([0.52, 0.32, 0.08, 0.08])]!,
    trafficSource: trafficSources[chance.weighted([0.38, 0.24, 0.16, 0.14, 0.08])]!,
    visits: 1 + chance.poisson((meanVisits - 1) * liveliness * (known ? 1.15 : 0.55)),
    orderFactor: (known ? 1.15 : 0.55) * Math.exp(0.4 * chance.normal() - 0.08),
    firstDay,
    chance,
  };
};
