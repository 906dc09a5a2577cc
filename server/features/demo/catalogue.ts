import type { ContentItem } from '#schemas/content-item.ts';
import type { Product } from '#schemas/product.ts';
import { assortment, type Category } from './assortment.ts';
import { day } from './calendar.ts';
import { type Chance, createChance } from './chance.ts';
import { demoId } from './demo-id.ts';

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** A plain tile in the category's color with the product's initials; nothing is fetched from anywhere. */
const tile = (color: string, name: string): string => {
  const initials = name
    .split(' ')
    .map((word) => word[0])
    .slice(0, 2)
    .join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" rx="8" fill="${color}"/><text x="40" y="50" font-family="sans-serif" font-size="28" fill="#fff" text-anchor="middle">${initials}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

/** Prices end in 90 cents, as shops like them to. */
const priceBetween = (chance: Chance, from: number, to: number): number =>
  Math.floor(from * (to / from) ** chance.between(0, 1)) * 100 + 90;

const stockOf = (chance: Chance): number => {
  if (chance.happens(0.04)) return 0;
  return chance.happens(0.1) ? 1 + chance.index(5) : 10 + chance.index(190);
};

const productsOf = (category: Category, chance: Chance): Product[] =>
  category.kinds.flatMap(({ name: kind, from, to }) =>
    category.makes.map((make): Product => {
      const name = `${make} ${kind}`;
      const tags = [slug(make), slug(kind)];
      if (chance.happens(0.12)) tags.push('new');
      if (chance.happens(0.1)) tags.push('gift');
      return {
        id: demoId(`${category.key}-${slug(name)}`),
        name,
        category: category.key,
        brand: chance.pick(category.brands),
        price: { amount: priceBetween(chance, from, to), currency: 'EUR' },
        margin: Math.round(chance.between(0.22, 0.62) * 100) / 100,
        stock: stockOf(chance),
        tags,
        image: tile(category.color, name),
        url: `/products/${category.key}/${slug(name)}`,
      };
    }),
  );

/** Twenty-five products in each of twelve categories. */
export const generateProducts = (seed: number): Product[] => {
  const chance = createChance(seed);
  return assortment.flatMap((category) => productsOf(category, chance));
};

const contentForms: readonly { type: ContentItem['type']; title: (category: string) => string }[] = [
  { type: 'blog_articles', title: (category) => `How we choose our ${category}` },
  { type: 'blog_articles', title: (category) => `Five things to know about ${category}` },
  { type: 'video_content', title: (category) => `Three minutes on ${category}` },
  { type: 'social_proof', title: (category) => `What customers say about our ${category}` },
  { type: 'user_generated_content', title: (category) => `Your pictures: ${category} at home` },
];

/** Five content items for each category: articles, a film, reviews and customers' pictures. */
export const generateContentItems = (
  seed: number,
  products: readonly Product[],
  now: Date,
): ContentItem[] => {
  const chance = createChance(seed);
  return assortment.flatMap(({ key }) => {
    const ofCategory = products.filter(({ category }) => category === key);
    return contentForms.map(({ type, title }, index): ContentItem => {
      const id = demoId(`content-${key}-${index + 1}`);
      const publishedAt = new Date(now.getTime() - Math.floor(chance.between(1, 300)) * day).toISOString();
      const shown = [chance.pick(ofCategory), chance.pick(ofCategory), chance.pick(ofCategory)];
      return {
        id,
        type,
        title: title(key),
        url: `/stories/${key}-${index + 1}`,
        interests: [key],
        products: [...new Set(shown.map((product) => product.id))],
        publishedAt,
      };
    });
  });
};
