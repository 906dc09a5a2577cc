import { Skeleton } from '@mui/material';
import { DataTable } from 'react-admin';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import type { NameOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { Sentence } from '../ui/Sentence.tsx';
import { segmentNoun } from './noun.ts';
import { RecomputeBanner } from './RecomputeBanner.tsx';
import { RecomputeButton } from './RecomputeButton.tsx';
import { SizeNow } from './SizeNow.tsx';
import { segmentSentence } from './segment-sentence.ts';
import { TrendLine } from './TrendLine.tsx';
import type { Sizes } from './types.ts';
import { useSizes } from './use-recompute.ts';

const sentenceOf = ({ body }: DocumentRecord, nameOf: NameOf): string => {
  const segment = bodyOf('segment', body);
  return segment ? segmentSentence(segment, nameOf) : 'not valid yet';
};

/** Where a number will be, until it is there. */
const Counting = () => <Skeleton role="status" aria-label="Counting" sx={{ minWidth: 48 }} />;

/** All segments, with how many are in each and how that has changed in a month. */
export const SegmentList = () => {
  const nameOf = useNames();
  const { value: sizes, isPending } = useSizes<Sizes>('segment-sizes');
  const sizeOf = ({ key }: DocumentRecord) => sizes?.segments.find((size) => size.key === key);
  return (
    <>
      <RecomputeBanner />
      <DocumentList noun={segmentNoun} actions={<RecomputeButton />}>
        <DataTable.Col<DocumentRecord>
          label="Who"
          disableSort
          render={(record) => <Sentence>{sentenceOf(record, nameOf)}</Sentence>}
        />
        <DataTable.Col<DocumentRecord>
          align="right"
          label="Customers"
          disableSort
          render={(record) => {
            const size = sizeOf(record);
            if (size && sizes) return <SizeNow size={size} recompute={sizes.recompute} />;
            return isPending ? <Counting /> : '–';
          }}
        />
        <DataTable.Col<DocumentRecord>
          label="Last 30 days"
          disableSort
          render={(record) => {
            const size = sizeOf(record);
            if (size) return <TrendLine name={size.name} trend={size.trend} />;
            return isPending ? <Counting /> : '–';
          }}
        />
      </DocumentList>
    </>
  );
};
