import type { Recompute, SegmentDetail, SegmentSize, SegmentSizes } from '#schemas/segment-report.ts';

/** Over HTTP times are texts. */
export type Progress = Omit<Recompute, 'startedAt' | 'endedAt'> & {
  startedAt: string;
  endedAt: string | null;
};
export type Size = SegmentSize;
export type Sizes = Omit<SegmentSizes, 'recompute'> & { recompute: Progress | null };
export type Detail = Omit<SegmentDetail, 'recompute'> & { recompute: Progress | null };
