import type { Action } from '#schemas/action.ts';
import type { ContentItem } from '#schemas/content-item.ts';
import type { Product } from '#schemas/product.ts';

export type Products = ReadonlyMap<string, Product>;

/** Everything that can be recommended. */
export type Catalogue = {
  products: Products;
  contentItems: ReadonlyMap<string, ContentItem>;
};

/** A product that was bought together with another. */
export type Neighbor = {
  id: string;
  /** Share of the other product's buyers who bought both in one order, shrunk towards 0 when few. */
  confidence: number;
  /** Customers who bought both in one order. */
  customers: number;
};

/** Decayed volume by product; a product without sales or views is absent. */
export type Volumes = ReadonlyMap<string, number>;
export type CoPurchases = ReadonlyMap<string, readonly Neighbor[]>;

/** Product ids, the popular first, the rest by id. */
export type Shelves = {
  all: readonly string[];
  categories: ReadonlyMap<string, readonly string[]>;
  brands: ReadonlyMap<string, readonly string[]>;
};

/** An inverted index: which products carry a token, and how much a shared token says. */
export type SimilarityIndex = {
  ids: readonly string[];
  /** Length of each product's token vector, in the order of `ids`. */
  norms: Float32Array;
  postings: ReadonlyMap<string, Int32Array>;
};

/** What the recommenders know. A model that was never trained is null; the rest comes from the catalogue. */
export type RecommenderEvidence = {
  volumes: Volumes | null;
  coPurchases: CoPurchases | null;
  /** The same between categories, for products that are seldom bought: their names stand for the ids. */
  categoryPairs: CoPurchases | null;
  shelves: Shelves;
  similarity: SimilarityIndex;
};

/** A rule's boost of products, and its exclusion of them. */
export type ProductBoost = Extract<Action, { type: 'boost_products' }>;
export type ProductExclusion = Extract<Action, { type: 'exclude_products' }>;

/** Candidates of one algorithm with their raw scores, and why one of them is there. */
export type Part = { scores: ReadonlyMap<string, number>; reason: (id: string) => string };
