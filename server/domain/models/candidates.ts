import type { RecommendationType } from '#schemas/recommendation.ts';
import { affinityPart } from './affinity.ts';
import {
  categoryPairPart,
  coPurchasePart,
  joinParts,
  type Pool,
  partLimit,
  popularityPart,
  similarityPart,
  sumParts,
} from './parts.ts';
import type { Situation } from './situation.ts';
import type { Part } from './types.ts';

/** What each algorithm puts up for one list, and the shelf that fills what they leave empty. */
export type Candidates = {
  collaborative: Part;
  content: Part;
  popularity: Part;
  shelf: readonly string[];
  /** Why neither of the first two may have candidates. */
  ifEmpty: string;
};

type Input = { situation: Situation; pool: Pool; withBrands: boolean };

const none: Part = { scores: new Map(), reason: () => '' };
const wholeShop = 'this shop';

const shelfOf = (category: string | null, pool: Pool): { shelf: readonly string[]; where: string } => {
  const shelf = category === null ? undefined : pool.evidence.shelves.categories.get(category);
  return shelf && category
    ? { shelf, where: category }
    : { shelf: pool.evidence.shelves.all, where: wholeShop };
};

const affinities = ({ situation, pool, withBrands }: Input, among?: Iterable<string>): Part =>
  affinityPart({ ...pool, ...situation, withBrands, limit: partLimit, ...(among && { among }) });

// Only what resembles the product is similar; being bought together with it re-ranks.
const similar = ({ situation: { anchor }, pool }: Input): Candidates => {
  const content = anchor ? similarityPart(anchor, pool) : none;
  const among = { ...pool, allowed: (id: string) => content.scores.has(id) };
  const { shelf, where } = shelfOf(anchor?.category ?? null, pool);
  return {
    collaborative: anchor ? coPurchasePart([anchor.id], among) : none,
    content,
    popularity: popularityPart(shelf, where, pool),
    shelf,
    ifEmpty: anchor ? `nothing resembling ${anchor.name} was found` : 'no product to compare with',
  };
};

// Only what was bought together complements, or else what is bought with its category; taste re-ranks it.
const complementary = (input: Input): Candidates => {
  const { situation, pool } = input;
  const category = pool.products.get(situation.complemented[0] ?? '')?.category;
  const together = coPurchasePart(situation.complemented, pool);
  const collaborative = category ? sumParts(together, categoryPairPart(category, pool)) : together;
  const otherwise = (id: string) =>
    pool.allowed(id) && pool.products.get(id)?.category !== (situation.anchor?.category ?? '');
  const popularity = popularityPart(pool.evidence.shelves.all, wholeShop, { ...pool, allowed: otherwise });
  return {
    collaborative,
    content: affinities(input, collaborative.scores.keys()),
    popularity,
    shelf: [...popularity.scores.keys()],
    ifEmpty:
      situation.complemented.length > 0
        ? 'no purchases together with this product yet'
        : 'no product to complement',
  };
};

const trending = ({ situation: { category }, pool }: Input): Candidates => {
  const { shelf, where } = shelfOf(category, pool);
  const popularity = popularityPart(shelf, where, pool);
  const ifEmpty =
    category === null ? 'no category is known' : `nothing was sold or viewed in ${category} yet`;
  return { collaborative: none, content: none, popularity, shelf, ifEmpty };
};

const isKnown = ({ history, affinity }: Situation): boolean =>
  history.length > 0 || affinity.categories.size > 0 || affinity.brands.size > 0;

const picks = (input: Input): Candidates => {
  const { situation, pool } = input;
  const alike = situation.lastViewed ? similarityPart(situation.lastViewed, pool) : none;
  return {
    collaborative: coPurchasePart(situation.history, pool),
    content: joinParts(affinities(input), alike),
    popularity: popularityPart(pool.evidence.shelves.all, wholeShop, pool),
    shelf: pool.evidence.shelves.all,
    ifEmpty: isKnown(situation)
      ? 'what is known of this customer leads to nothing'
      : 'nothing is known of this customer yet',
  };
};

/** How each type of list finds its candidates. */
export const candidatesFor = {
  similar_products: similar,
  complementary_products: complementary,
  trending_in_category: trending,
  personalized_picks: picks,
} satisfies Record<RecommendationType, (input: Input) => Candidates>;
