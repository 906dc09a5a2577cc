import RollBackIcon from '@mui/icons-material/SettingsBackupRestore';
import { Button, Chip, Stack } from '@mui/material';
import { useState } from 'react';
import { useGetOne } from 'react-admin';
import { useParams } from 'react-router';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatTime } from '../ui/format.ts';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { ChangedDocument } from './ChangedDocument.tsx';
import { RollBackDialog } from './RollBackDialog.tsx';
import type { ReleaseRecord } from './types.ts';

/** What one release changed against its parent, and the way back to it. */
export const ReleaseShow = () => {
  const { id = '' } = useParams();
  const {
    data: release,
    error,
    refetch,
  } = useGetOne<ReleaseRecord>('releases', { id: Number(id) }, { retry: false });
  const [rollingBack, setRollingBack] = useState(false);
  if (release === undefined) return error ? <Failure error={error} retry={refetch} /> : <Placeholder />;
  return (
    <>
      <PageHeader
        title={`Release ${release.number}`}
        parent={{ label: 'Releases', to: '/releases' }}
        subtitle={`“${release.reason}” · ${release.author} · ${formatTime(release.createdAt)} · follows release ${release.parent}`}
        badges={
          <>
            <Chip size="small" variant="outlined" label={release.environment} />
            {release.current && <Chip size="small" color="success" variant="outlined" label="in force" />}
          </>
        }
        actions={
          !release.current && (
            <Button variant="outlined" startIcon={<RollBackIcon />} onClick={() => setRollingBack(true)}>
              Roll back to this release …
            </Button>
          )
        }
      />
      <Stack spacing={2} sx={{ pb: 4 }}>
        {release.changes === undefined && <Placeholder rows={2} />}
        {release.changes?.length === 0 && (
          <EmptyState
            title="Nothing differs"
            why="This release holds the same documents as the one before."
          />
        )}
        {release.changes?.map((change) => (
          <ChangedDocument key={change.document} change={change} />
        ))}
      </Stack>
      {rollingBack && <RollBackDialog release={release} onClose={() => setRollingBack(false)} />}
    </>
  );
};
