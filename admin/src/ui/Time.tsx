import { formatTime } from './format.ts';

/** A moment in the reader's own time zone, with the exact time for machines. */
export const Time = ({ at }: { at: string | null | undefined }) =>
  at ? <time dateTime={at}>{formatTime(at)}</time> : <span>–</span>;
