import type { Action } from '#schemas/action.ts';
import { type NameOf, nameless, quotedName, titleOf } from '../names/name-of.ts';
import { humanize } from '../ui/format.ts';

const quoted = (key: string): string => `“${key}”`;

const targetOf = ({
  product,
  category,
  brand,
}: {
  product?: string | undefined;
  category?: string | undefined;
  brand?: string | undefined;
}): string => {
  const parts = [
    product && `product ${quoted(product)}`,
    category && `category ${quoted(category)}`,
    brand && `brand ${quoted(brand)}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'all products' : parts.join(', ');
};

const signed = (by: number): string => `${by < 0 ? '−' : '+'}${Math.abs(by)}`;

/**
 * What an action does, in words.
 * @example actionSentence({ type: 'pin', placement: 'hero_banner', variant: 'vip' }) // 'always show “vip” in hero banner'
 */
export const actionSentence = (action: Action, nameOf: NameOf = nameless): string => {
  const variantOf = ({ variant }: { variant: string }): string => quotedName(nameOf, 'variants', variant);
  const placeOf = ({ placement }: { placement: string }): string => titleOf(nameOf, 'placements', placement);
  switch (action.type) {
    case 'include':
      return `let ${variantOf(action)} compete in ${placeOf(action)}`;
    case 'exclude':
      return `never show ${variantOf(action)} in ${placeOf(action)}`;
    case 'pin':
      return `always show ${variantOf(action)} in ${placeOf(action)}`;
    case 'boost':
      return `boost ${variantOf(action)} in ${placeOf(action)} by ${signed(action.by)}`;
    case 'set':
      return `set ${Object.keys(action.parameters).map(humanize).join(', ')} of ${placeOf(action)}`;
    case 'recommend':
      return `fill ${placeOf(action)} with ${action.recommend.count} ${humanize(action.recommend.type)}`;
    case 'boost_products':
      return `boost ${targetOf(action)} by ${signed(action.by)}`;
    case 'exclude_products':
      return `leave out ${targetOf(action)}`;
  }
};
