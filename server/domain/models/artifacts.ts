import type { CoPurchases, Neighbor, Volumes } from './types.ts';

/** The names under which models are stored. */
export const modelNames = {
  popularity: 'popularity',
  coPurchase: 'co_purchase',
  categoryPairs: 'category_pairs',
} as const;

export type VolumeRow = [id: string, volume: number];
type NeighborRow = [id: string, confidence: number, customers: number];
export type CoPurchaseRow = [id: string, neighbors: NeighborRow[]];

/** A trained model as rows of plain JSON, and back. */
export const volumeRows = (volumes: Volumes): VolumeRow[] => [...volumes];
export const volumesOf = (rows: readonly VolumeRow[]): Volumes => new Map(rows);

const neighborRow = ({ id, confidence, customers }: Neighbor): NeighborRow => [id, confidence, customers];
const neighborOf = ([id, confidence, customers]: NeighborRow): Neighbor => ({ id, confidence, customers });

export const coPurchaseRows = (coPurchases: CoPurchases): CoPurchaseRow[] =>
  [...coPurchases].map(([id, neighbors]) => [id, neighbors.map(neighborRow)]);
export const coPurchasesOf = (rows: readonly CoPurchaseRow[]): CoPurchases =>
  new Map(rows.map(([id, neighbors]) => [id, neighbors.map(neighborOf)]));
