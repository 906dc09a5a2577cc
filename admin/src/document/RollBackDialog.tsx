import { Box, Stack, Typography } from '@mui/material';
import { useNotify, useRefresh } from 'react-admin';
import type { Kind } from '#schemas/document.ts';
import { postJson } from '../api.ts';
import { JsonDiff } from '../editor/LazyEditor.tsx';
import { useEnvironment } from '../environment.ts';
import { useCurrentRelease } from '../releases/use-current-release.ts';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { AffectedAudience } from './AffectedAudience.tsx';
import { ChangeSentences } from './ChangeSentences.tsx';
import { PublishFailure } from './PublishFailure.tsx';
import type { DocumentRecord, Noun } from './types.ts';
import { useAction } from './use-action.ts';

type Props = {
  noun: Noun<Kind>;
  record: DocumentRecord;
  revision: number;
  /** The body of that revision. */
  body: unknown;
  onClose: () => void;
};

/** Puts one old revision of a document in force again, as a new release; the draft is not touched. */
export const RollBackDialog = ({ noun, record, revision, body, onClose }: Props) => {
  const environment = useEnvironment();
  const release = useCurrentRelease();
  const refresh = useRefresh();
  const notify = useNotify();
  const rollBack = useAction(async (reason: string) => {
    const made = await postJson<{ number: number }>('rollback-document', {
      environment,
      parent: release.number,
      document: `${noun.kind}/${record.key}`,
      revision,
      reason,
    });
    notify(`Revision ${revision} is live again, in release ${made.number} of ${environment}.`, {
      type: 'success',
    });
    refresh();
    onClose();
  });
  const rebase = async (): Promise<void> => {
    await release.refetch();
    rollBack.reset();
  };
  return (
    <ReasonDialog
      title={`Roll “${record.name}” back to revision ${revision} in ${environment}`}
      confirm="Roll back"
      pending={rollBack.pending}
      blocked={release.number === undefined ? 'Reading the release …' : undefined}
      onConfirm={rollBack.run}
      onClose={onClose}
    >
      <Stack spacing={2}>
        <PublishFailure error={rollBack.error} rebase={rebase} />
        <AffectedAudience
          kind={noun.kind}
          documentKey={record.key}
          before={record.live?.body ?? null}
          after={body}
        />
        <ChangeSentences before={record.live?.body ?? null} after={body} />
        <Typography variant="body2" color="text.secondary">
          {record.live
            ? `Live is revision ${record.live.revision}; on the right is what goes live at once.`
            : 'It is not live now; what is on the right goes live at once.'}
          {record.draft && ' The draft stays as it is.'}
        </Typography>
        <Box sx={{ maxHeight: 380, overflow: 'auto' }}>
          <JsonDiff before={record.live?.body ?? null} after={body} />
        </Box>
      </Stack>
    </ReasonDialog>
  );
};
