import type { Product } from '#schemas/product.ts';
import { topList } from './top-list.ts';
import type { SimilarityIndex } from './types.ts';

/** What a shared token of each kind says before its rarity: a category more than a word of the name. */
const kindWeight = { category: 3, tag: 2, brand: 1, word: 1 } as const;
type Kind = keyof typeof kindWeight;

/** A token on more than this share of a large catalogue tells nothing apart and is not indexed. */
const commonShare = 0.25;
const largeCatalogue = 1000;

const token = (kind: Kind, text: string): string => `${kind}:${text.toLowerCase()}`;
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]{2,}/gu) ?? [];
const kindOf = (name: string): Kind => name.slice(0, name.indexOf(':')) as Kind;

const tokensOf = ({ name, category, brand, tags }: Product): Set<string> =>
  new Set([
    ...(category ? [token('category', category)] : []),
    ...(brand ? [token('brand', brand)] : []),
    ...tags.map((tag) => token('tag', tag)),
    ...wordsOf(name).map((word) => token('word', word)),
  ]);

/** Inverse document frequency, smoothed to stay above 0 for a token that every product has. */
const rarity = (products: number, carriers: number): number => Math.log(1 + products / carriers);
const weightOf = (name: string, products: number, carriers: number): number =>
  kindWeight[kindOf(name)] * rarity(products, carriers);

/**
 * Collects products into an inverted index of their category, brand, tags and name words. `add` may be called in
 * portions so that a large catalogue does not hold up the process.
 */
export const similarityIndexer = () => {
  const ids: string[] = [];
  const carriers = new Map<string, number[]>();
  const add = (product: Product): void => {
    const position = ids.push(product.id) - 1;
    for (const name of tokensOf(product)) {
      const list = carriers.get(name);
      if (list) list.push(position);
      else carriers.set(name, [position]);
    }
  };
  const finish = (): SimilarityIndex => {
    const squares = new Float32Array(ids.length);
    const postings = new Map<string, Int32Array>();
    for (const [name, list] of carriers) {
      if (ids.length >= largeCatalogue && list.length > ids.length * commonShare) continue;
      postings.set(name, Int32Array.from(list));
      const weight = weightOf(name, ids.length, list.length);
      for (const position of list) squares[position]! += weight * weight;
    }
    return { ids, norms: squares.map(Math.sqrt), postings };
  };
  return { add, finish };
};

/** The index of a catalogue that fits into one go. */
export const similarityIndex = (products: Iterable<Product>): SimilarityIndex => {
  const indexer = similarityIndexer();
  for (const product of products) indexer.add(product);
  return indexer.finish();
};

/** Sums, by position in the index, of the squared weights of the tokens shared with a product. */
const sharedWeights = (index: SimilarityIndex, product: Product): { dots: Float32Array; norm: number } => {
  const dots = new Float32Array(index.ids.length);
  let square = 0;
  for (const name of tokensOf(product)) {
    const list = index.postings.get(name);
    if (!list) continue;
    const weight = weightOf(name, index.ids.length, list.length) ** 2;
    square += weight;
    for (const position of list) dots[position]! += weight;
  }
  return { dots, norm: Math.sqrt(square) };
};

type Selection = {
  limit: number;
  allowed: (id: string) => boolean;
  /** At most 1: tells equally similar products apart. */
  weight: (id: string) => number;
};

/**
 * Cosine similarity (0 to 1) of a product to those most like it, itself and what is not allowed left out, times each
 * one's weight.
 * @example contentSimilarity(index, espresso, { limit: 100, allowed: () => true, weight: () => 1 })
 */
export const contentSimilarity = (
  index: SimilarityIndex,
  product: Product,
  { limit, allowed, weight }: Selection,
): Map<string, number> => {
  const { dots, norm } = sharedWeights(index, product);
  const top = topList(limit);
  for (let position = 0; position < dots.length; position += 1) {
    const similarity = dots[position]! / (norm * index.norms[position]!);
    const id = index.ids[position]!;
    if (dots[position]! > 0 && top.accepts(similarity) && id !== product.id && allowed(id))
      top.add(id, similarity * weight(id));
  }
  return top.scores();
};
