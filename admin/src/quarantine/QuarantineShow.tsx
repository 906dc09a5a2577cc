import { Alert, Stack } from '@mui/material';
import { useGetOne } from 'react-admin';
import { useParams } from 'react-router';
import { formatTime } from '../ui/format.ts';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { RowForm } from './RowForm.tsx';
import { doorNames, type QuarantineRecord } from './types.ts';

const quarantineList = { label: 'Quarantine', to: '/quarantine' };

/** One row that was stopped: why, and what it says. */
export const QuarantineShow = () => {
  const { id = '' } = useParams();
  const { data, error, refetch } = useGetOne<QuarantineRecord>('quarantine', { id }, { retry: false });
  if (data === undefined)
    return (
      <>
        <PageHeader title="A stopped row" parent={quarantineList} />
        {error ? <Failure error={error} retry={refetch} /> : <Placeholder rows={3} />}
      </>
    );
  return (
    <>
      <PageHeader
        title={data.profileId ?? 'A row of nobody'}
        parent={quarantineList}
        subtitle={`${doorNames[data.door]} · received ${formatTime(data.receivedAt)} · stopped ${formatTime(data.at)}${data.discardedAt === undefined ? '' : ` · discarded ${formatTime(data.discardedAt)}`}`}
      />
      <Stack spacing={2} sx={{ pb: 4 }}>
        <Alert severity="warning">{data.reason}</Alert>
        <RowForm key={data.id} record={data} />
      </Stack>
    </>
  );
};
