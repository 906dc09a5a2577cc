/**
 * What is true in the demo shop, so that reports can be held against it; docs/demo-shop.md says it in words.
 * Experiments change how likely a visit is to end in an order, on every visit where the variation is shown.
 */
export const orderFactors: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'bundle-offer': { 'free-shipping': 1, bundle: 1.6 },
  'recommendation-heading': { popular: 1, personal: 1 },
  'navigation-by-occasion': { 'by-category': 1, 'by-occasion': 0.9 },
};

/** How often a showing is clicked. A variant that is not listed is clicked at the last rate. */
export const clickRates: Readonly<Record<string, number>> = {
  'hero-welcome': 0.06,
  'hero-new-arrivals': 0.09,
  'hero-coffee-subscription': 0.04,
  'content-brew-guide': 0.05,
  'content-care-guide': 0.05,
  'content-maker-story': 0.08,
  'content-reviews': 0.03,
};
export const otherClickRate = 0.04;

/** For those whose favorite category is coffee, the subscription is worth a look. */
export const coffeeLoverClickRate = { variant: 'hero-coffee-subscription', category: 'coffee', rate: 0.16 };

/** How often a showing below the fold is really seen; the others are always seen. */
export const seenShare: Readonly<Record<string, number>> = {
  product_recommendations: 0.8,
  content_blocks: 0.6,
};

/** The chance that a visit of an average customer ends in an order, before anything else acts on it. */
export const baseOrderRate = 0.13;
