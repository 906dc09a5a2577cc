import { Chip, Skeleton, Stack, Typography } from '@mui/material';
import { DataTable } from 'react-admin';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { formatCount, humanize } from '../ui/format.ts';
import { useView } from '../ui/use-view.ts';
import { type DrawnJourney, graphPath, leafStates } from './graph.ts';
import { journeyNoun } from './noun.ts';

const StateCounts = ({ journey }: { journey: DocumentRecord }) => {
  const view = useView<DrawnJourney>(journey.live ? graphPath(journey.key) : undefined);
  if (!journey.live) return <Typography variant="body2">not live yet</Typography>;
  if (view.error) return <Typography variant="body2">not known</Typography>;
  if (!view.value) return <Skeleton width={160} />;
  return (
    <Stack direction="row" useFlexGap sx={{ gap: 0.75, flexWrap: 'wrap' }}>
      {leafStates(view.value).map(({ path, name, customers }) => (
        <Chip key={path} size="small" label={`${humanize(name)} ${formatCount(customers)}`} />
      ))}
    </Stack>
  );
};

export const JourneyList = () => (
  <DocumentList noun={journeyNoun}>
    <DataTable.Col<DocumentRecord>
      label="Customers by state"
      disableSort
      render={(record) => <StateCounts journey={record} />}
    />
  </DocumentList>
);
