import type { Recompute, SegmentSize, SegmentSizes } from '#schemas/segment-report.ts';
import { renderTable } from './table.ts';

const header = ['key', 'name', 'by', 'customers'];

/** While everyone is computed anew, sizes move: the last complete one stands, with what is counted so far. */
const sizeText = ({ customers, customers_before: before }: SegmentSize, isMoving: boolean): string => {
  if (!isMoving) return `${customers}`;
  const soFar = customers === before ? '' : ` (${customers} so far)`;
  return `${before ?? '–'}${soFar}`;
};

const progressText = ({ counting, ...computing }: Recompute): string => {
  const { done, total } = counting ?? computing;
  return `${counting ? 'Histories are being counted' : 'Everyone is being recomputed'}: ${done} of ${total}. Sizes are those of before.`;
};

/**
 * The segments in force with their sizes, as a table; while everyone is computed anew it says so.
 * @example sizesText({ release: 1, customers: 2, segments: [], recompute: null })
 */
export const sizesText = ({ segments, customers, recompute }: SegmentSizes): string => {
  const isMoving = recompute?.state === 'running';
  const rows = segments.map((size) => [size.key, size.name, size.source, sizeText(size, isMoving)]);
  return [
    renderTable(header, rows),
    `${customers} customers in all.`,
    ...(isMoving ? [progressText(recompute)] : []),
  ].join('\n');
};
