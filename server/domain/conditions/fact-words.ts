import type { FactReference } from '#schemas/condition.ts';
import { parsePath } from './path.ts';

/** What people call a document that a path names by its key; undefined where that is not known. */
export type DocumentName = (list: 'segments' | 'experiments' | 'journeys', key: string) => string | undefined;

/**
 * A key as words.
 * @example humanize('days_since_last_order') // 'days since last order'
 */
export const humanize = (key: string): string =>
  key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();

/** A name in quotes; a key is told apart without. */
const properName = (name: string | undefined, key: string): string =>
  name === undefined ? key : `“${name}”`;

/** Prefixes of fact paths that read better as words of their own. */
const subjects: readonly [RegExp, (rest: string, nameOf: DocumentName) => string][] = [
  [/^profile\.traits\.(.+)$/, (trait) => `trait ${humanize(trait)}`],
  [/^profile\.counters\.events\.(.+)$/, (event) => `number of ${humanize(event)} events`],
  [/^profile\.counters\.(.+)$/, humanize],
  [/^profile\.affinities\.categories\.(.+)$/, (category) => `affinity for category ${category}`],
  [/^profile\.affinities\.brands\.(.+)$/, (brand) => `affinity for brand ${brand}`],
  [/^profile\.affinities\.(.+)$/, humanize],
  [
    /^profile\.journeys\.(.+)$/,
    (journey, nameOf) => `state in journey ${properName(nameOf('journeys', journey), journey)}`,
  ],
  [
    /^experiments\.(.+)$/,
    (experiment, nameOf) =>
      `variation of experiment ${properName(nameOf('experiments', experiment), experiment)}`,
  ],
  [/^profile\.(history)$/, () => 'what the customer did'],
  [/^(?:profile|context|time)\.(.+)$/, (rest) => humanize(rest.replaceAll('.', ' '))],
];

const stepsOf = (path: string | undefined): (string | number)[] => {
  if (path === undefined || path === '') return [];
  return parsePath(path) ?? [path.replace(/^\$\.?/, '')];
};

/**
 * What a comparison is about, in words.
 * @example factPhrase({ fact: 'profile', path: '$.counters.orders' }) // 'orders'
 */
export const factPhrase = (
  { fact, path }: Pick<FactReference, 'fact'> & { path?: string | undefined },
  nameOf: DocumentName = () => undefined,
): string => {
  const full = [fact, ...stepsOf(path)].join('.');
  for (const [pattern, phrase] of subjects) {
    const rest = pattern.exec(full)?.[1];
    if (rest !== undefined) return phrase(rest, nameOf);
  }
  return humanize(full.replaceAll('.', ' '));
};
