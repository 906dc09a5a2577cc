import { recommenderEvidence } from '#server/domain/models/evidence.ts';
import { isInStock } from './candidates.ts';
import type { Evidence, Outcome } from './evidence.ts';

/** What choices read of evidence, as it is kept: by `placement/variant` what came of it, by product whether there is any. */
export type KeptOutcomes = readonly (readonly [key: string, outcome: Outcome])[];
export type KeptStock = readonly (readonly [product: string, available: boolean])[];

/** Evidence that choices can be made with again; it recommends nothing. */
export type RestoredEvidence = {
  evidence: Evidence;
  /** Products of which it is known whether there were any. */
  products: ReadonlySet<string>;
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/**
 * The parts of evidence that choices read, in a fixed order; of the catalogue only the products that variants require.
 * @example keepEvidence(evidence, ['mug']).stock // [['mug', true]]
 */
export const keepEvidence = (
  evidence: Pick<Evidence, 'catalogue' | 'outcomes'>,
  required: Iterable<string>,
): { outcomes: KeptOutcomes; stock: KeptStock } => ({
  outcomes: [...evidence.outcomes].sort(byName),
  stock: [...new Set(required)].map((id) => [id, isInStock(id, evidence)] as const).sort(byName),
});

/**
 * Evidence by which the same choices come out as by the evidence that was kept. Product lists need the whole catalogue
 * and the models, which are not kept, so they are empty.
 * @example restoreEvidence({ number: 3, at }, kept).evidence.outcomes.get('hero/tea')
 */
export const restoreEvidence = (
  { number, at }: Pick<Evidence, 'number' | 'at'>,
  { outcomes, stock }: { outcomes: KeptOutcomes; stock: KeptStock },
): RestoredEvidence => {
  const available = stock.filter(([, isThere]) => isThere);
  const products = new Map(available.map(([id]) => [id, { id, name: id, tags: [] }]));
  return {
    evidence: {
      number,
      at,
      catalogue: { products, contentItems: new Map() },
      recommenders: recommenderEvidence({ products: new Map() }),
      outcomes: new Map(outcomes),
    },
    products: new Set(stock.map(([id]) => id)),
  };
};
