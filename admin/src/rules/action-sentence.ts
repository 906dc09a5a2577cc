import type { Action } from '#schemas/action.ts';
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
export const actionSentence = (action: Action): string => {
  switch (action.type) {
    case 'include':
      return `let ${quoted(action.variant)} compete in ${humanize(action.placement)}`;
    case 'exclude':
      return `never show ${quoted(action.variant)} in ${humanize(action.placement)}`;
    case 'pin':
      return `always show ${quoted(action.variant)} in ${humanize(action.placement)}`;
    case 'boost':
      return `boost ${quoted(action.variant)} in ${humanize(action.placement)} by ${signed(action.by)}`;
    case 'set':
      return `set ${Object.keys(action.parameters).map(humanize).join(', ')} of ${humanize(action.placement)}`;
    case 'recommend':
      return `fill ${humanize(action.placement)} with ${action.recommend.count} ${humanize(action.recommend.type)}`;
    case 'boost_products':
      return `boost ${targetOf(action)} by ${signed(action.by)}`;
    case 'exclude_products':
      return `leave out ${targetOf(action)}`;
  }
};
