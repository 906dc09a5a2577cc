import type { Variant } from '#schemas/variant.ts';
import { channelOf } from './candidates.ts';

type Rendition = Variant['renditions'][number];

// a locale outweighs a channel
const EXACT = 4;
const LANGUAGE = 2;
const CHANNEL = 1;

const languageOf = (locale: string): string => locale.toLowerCase().split(/[-_]/)[0]!;
const sameLocale = (a: string, b: string): boolean =>
  a.toLowerCase().replace('_', '-') === b.toLowerCase().replace('_', '-');

/** A language alone (`de`) fits all its regions; a region fits only itself. */
const localeFit = (wanted: string, offered: string): number | null => {
  if (sameLocale(wanted, offered)) return EXACT;
  return offered.toLowerCase() === languageOf(wanted) ? LANGUAGE : null;
};

/** How well a rendition fits, or null when it does not. */
const closeness = ({ channel, locale }: Rendition, context: Record<string, unknown>): number | null => {
  if (channel !== undefined && channel !== channelOf(context)) return null;
  const channelFit = channel === undefined ? 0 : CHANNEL;
  if (locale === undefined) return channelFit;
  const wanted = context['locale'];
  const found = typeof wanted === 'string' ? localeFit(wanted, locale) : null;
  return found === null ? null : found + channelFit;
};

/**
 * The content to render: that of the rendition which fits channel and locale best (the locale counts more, an exact
 * one most), else the variant's own.
 * @example contentFor(variant, { locale: 'de-AT' }) // the rendition for 'de-AT', else for 'de'
 */
export const contentFor = (
  { content, renditions }: Pick<Variant, 'content' | 'renditions'>,
  context: Record<string, unknown>,
): Record<string, unknown> => {
  const scores = renditions.map((rendition) => closeness(rendition, context) ?? -1);
  const best = Math.max(-1, ...scores);
  return best < 0 ? content : renditions[scores.indexOf(best)]!.content;
};
