import { Box, Stack, Typography } from '@mui/material';
import { useNotify, useRefresh } from 'react-admin';
import type { Kind } from '#schemas/document.ts';
import { postJson } from '../api.ts';
import { JsonDiff } from '../editor/LazyEditor.tsx';
import { useEnvironment } from '../environment.ts';
import { useCurrentRelease } from '../releases/use-current-release.ts';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { ChangeSentences } from './ChangeSentences.tsx';
import { PublishFailure } from './PublishFailure.tsx';
import { TestGate } from './TestGate.tsx';
import type { DocumentRecord, Noun } from './types.ts';
import { useAction } from './use-action.ts';

type Props = { noun: Noun<Kind>; record: DocumentRecord; onClose: () => void };

const nothingToPublish = (record: DocumentRecord): string | undefined =>
  record.draft === null ? 'There is no draft to publish.' : undefined;

/** Shows what would change, asks why, and publishes the draft as a new release. */
export const PublishDialog = ({ noun, record, onClose }: Props) => {
  const environment = useEnvironment();
  const release = useCurrentRelease();
  const refresh = useRefresh();
  const notify = useNotify();
  const publish = useAction(async (reason: string) => {
    const made = await postJson<{ number: number }>('publish', {
      environment,
      parent: release.number,
      documents: [`${noun.kind}/${record.key}`],
      reason,
    });
    notify(`Release ${made.number} is live in ${environment}.`, { type: 'success' });
    refresh();
    onClose();
  });
  const rebase = async (): Promise<void> => {
    await release.refetch();
    publish.reset();
  };
  const archiving = record.draft?.state === 'archived';
  return (
    <ReasonDialog
      title={`${archiving ? 'Archive' : 'Publish'} “${record.name}” in ${environment}`}
      confirm={archiving ? 'Archive' : 'Publish'}
      pending={publish.pending}
      blocked={
        nothingToPublish(record) ?? (release.number === undefined ? 'Reading the release …' : undefined)
      }
      onConfirm={publish.run}
      onClose={onClose}
    >
      <Stack spacing={2}>
        <PublishFailure error={publish.error} rebase={rebase} />
        <TestGate documents={[`${noun.kind}/${record.key}`]} />
        {record.live && !archiving && <ChangeSentences before={record.live.body} after={record.body} />}
        <Typography variant="body2" color="text.secondary">
          {record.live
            ? `Live is revision ${record.live.revision}; on the right is the draft.`
            : 'It was never live.'}
        </Typography>
        <Box sx={{ maxHeight: 380, overflow: 'auto' }}>
          <JsonDiff before={record.live?.body ?? null} after={archiving ? null : record.body} />
        </Box>
      </Stack>
    </ReasonDialog>
  );
};
