import { Stack, Typography } from '@mui/material';
import { DataTable } from 'react-admin';
import { titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { humanize } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Time } from '../ui/Time.tsx';
import { SourceChip } from './SourceChip.tsx';
import type { DecisionRecord } from './types.ts';

const Elements = ({ elements }: Pick<DecisionRecord, 'elements'>) => {
  const nameOf = useNames();
  return (
    <Stack spacing={0.5} sx={{ py: 0.5, minWidth: 300 }}>
      {elements.map(({ placement, variant, source }) => (
        <Stack
          key={placement}
          direction="row"
          useFlexGap
          sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}
        >
          <Typography variant="body2">
            {titleOf(nameOf, 'placements', placement)}:{' '}
            <strong>{nameOf('variants', variant) ?? variant}</strong>
          </Typography>
          <SourceChip source={source} />
        </Stack>
      ))}
    </Stack>
  );
};

/** Decisions, newest first: for whom, what, and from which release. */
export const DecisionTable = () => (
  <DataTable<DecisionRecord> bulkActionButtons={false} rowClick="show">
    <DataTable.Col<DecisionRecord>
      source="at"
      label="When"
      render={({ id, at }) => (
        <RecordLink resource="decisions" id={id}>
          <Time at={at} />
        </RecordLink>
      )}
    />
    <DataTable.Col<DecisionRecord>
      label="Customer"
      disableSort
      render={({ profileId }) => (
        <RecordLink resource="customers" id={profileId}>
          {profileId}
        </RecordLink>
      )}
    />
    <DataTable.Col<DecisionRecord> label="Page" disableSort render={({ pageType }) => humanize(pageType)} />
    <DataTable.Col<DecisionRecord>
      label="Elements"
      disableSort
      render={({ elements }) => <Elements elements={elements} />}
    />
    <DataTable.Col<DecisionRecord> source="release" label="Release" align="right" />
  </DataTable>
);
