import type { Variant } from '#schemas/variant.ts';
import { contentFor } from '#server/domain/decisions/rendition.ts';
import type { DraftBody } from '../document/types.ts';

type JsonObject = Record<string, unknown>;

/** Where content is shown; an empty name stands for any channel, or any locale, that has nothing of its own. */
export type Place = { channel: string; locale: string };

/** The parts of a variant that say what a place gets. */
export type Renderable = Pick<Variant, 'content' | 'renditions'>;

/** What a place gets: the rendition of that index, or the variant's own content. */
export type Source = number | 'content';

export const everywhere: Place = { channel: '', locale: '' };

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const namedBy = (value: unknown, name: string): JsonObject =>
  typeof value === 'string' && value !== '' ? { [name]: value } : {};

/** The renditions of a draft as they are written. */
export const renditionsIn = (body: DraftBody): readonly unknown[] =>
  Array.isArray(body['renditions']) ? body['renditions'] : [];

/** What is there to render of a draft, faulty or not; renditions keep their index. */
export const renderableOf = (body: DraftBody): Renderable =>
  ({
    content: objectOf(body['content']),
    renditions: renditionsIn(body)
      .map(objectOf)
      .map(({ channel, locale, content }) => ({
        ...namedBy(channel, 'channel'),
        ...namedBy(locale, 'locale'),
        content: objectOf(content),
      })),
  }) as Renderable;

/** A request from the place. One that says no channel counts as web, so "any other" has to be said too. */
const contextOf = ({ channel, locale }: Place): JsonObject => ({ channel, ...(locale !== '' && { locale }) });

/** The place that a rendition is for. */
export const placeOf = ({ channel = '', locale = '' }: Renderable['renditions'][number]): Place => ({
  channel,
  locale,
});

const isSamePlace = (one: Place, other: Place): boolean =>
  one.channel === other.channel && one.locale === other.locale;

/** What the place has of its own, or undefined. */
export const ownAt = ({ renditions }: Renderable, place: Place): Source | undefined => {
  if (isSamePlace(place, everywhere)) return 'content';
  const index = renditions.findIndex((rendition) => isSamePlace(placeOf(rendition), place));
  return index === -1 ? undefined : index;
};

/**
 * What a place gets, best first: when the first goes, it gets the next. The engine itself is asked, again and again
 * without what it answered before.
 * @example fallbacks(variant, { channel: 'app', locale: 'de-AT' }) // [1, 0, 'content']
 */
export const fallbacks = (variant: Renderable, place: Place): Source[] => {
  const left = [...variant.renditions.entries()];
  const found: Source[] = [];
  for (;;) {
    const chosen = contentFor(
      { content: variant.content, renditions: left.map(([, rendition]) => rendition) },
      contextOf(place),
    );
    const at = left.findIndex(([, { content }]) => content === chosen);
    if (at === -1) return [...found, 'content'];
    found.push(left[at]![0]);
    left.splice(at, 1);
  }
};

/** The content of a source. */
export const contentOf = ({ content, renditions }: Renderable, source: Source): JsonObject =>
  source === 'content' ? content : (renditions[source]?.content ?? {});

/** Renditions that no request ever gets, because an earlier one is for the same place. */
export const unreachable = (variant: Renderable): number[] =>
  variant.renditions.flatMap((rendition, index) =>
    fallbacks(variant, placeOf(rendition))[0] === index ? [] : [index],
  );

const distinct = (names: readonly string[]): string[] => [...new Set(['', ...names])];

/** The channels and the locales that a variant tells apart, each beginning with "any". */
export const axesOf = ({ renditions }: Renderable, place: Place) => {
  const places = [...renditions.map(placeOf), place];
  return {
    channels: distinct(places.map(({ channel }) => channel)),
    locales: distinct(places.map(({ locale }) => locale)),
  };
};

/**
 * A place in words.
 * @example placeName({ channel: '', locale: 'de' }) // 'de on any channel'
 */
export const placeName = ({ channel, locale }: Place): string =>
  `${locale === '' ? 'any locale' : locale} on ${channel === '' ? 'any channel' : channel}`;

/** A source in words. */
export const sourceName = (variant: Renderable, source: Source): string => {
  const rendition = source === 'content' ? undefined : variant.renditions[source];
  return rendition === undefined ? "the variant's own content" : placeName(placeOf(rendition));
};

/** A rendition for a place, which begins as what the place gets now. */
export const renditionFor = (variant: Renderable, place: Place): JsonObject => ({
  ...namedBy(place.channel, 'channel'),
  ...namedBy(place.locale, 'locale'),
  content: contentOf(variant, fallbacks(variant, place)[0] ?? 'content'),
});
