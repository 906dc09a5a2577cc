import { humanize } from '../ui/format.ts';

/** The lists whose documents other documents speak of by key. */
export type NamedList =
  | 'segments'
  | 'conditions'
  | 'experiments'
  | 'journeys'
  | 'placements'
  | 'variants'
  | 'rules';

/** What people call a document; undefined while that is not known, and where there is no such document. */
export type NameOf = (list: NamedList, key: string) => string | undefined;

/** Knows no names: every key stays as it is. */
export const nameless: NameOf = () => undefined;

/**
 * A document in a sentence: its name in quotes, else its key.
 * @example quotedName(nameless, 'segments', 'vip') // '“vip”'
 */
export const quotedName = (nameOf: NameOf, list: NamedList, key: string): string =>
  `“${nameOf(list, key) ?? key}”`;

/**
 * A document as a title: its name, else its key as words.
 * @example titleOf(nameless, 'placements', 'hero_banner') // 'hero banner'
 */
export const titleOf = (nameOf: NameOf, list: NamedList, key: string): string =>
  nameOf(list, key) ?? humanize(key);
