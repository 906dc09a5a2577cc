import { List, ListItem, ListItemText, Stack } from '@mui/material';
import { useNotify, useRefresh } from 'react-admin';
import { postJson } from '../../api.ts';
import { PublishFailure } from '../../document/PublishFailure.tsx';
import { TestGate } from '../../document/TestGate.tsx';
import type { DocumentRecord } from '../../document/types.ts';
import { useAction } from '../../document/use-action.ts';
import { useEnvironment } from '../../environment.ts';
import { useCurrentRelease } from '../../releases/use-current-release.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';

/** Publishes the drafts of several rules as one release. */
export const PublishRules = ({
  records,
  onClose,
}: {
  records: readonly DocumentRecord[];
  onClose: () => void;
}) => {
  const environment = useEnvironment();
  const release = useCurrentRelease();
  const notify = useNotify();
  const refresh = useRefresh();
  const documents = records.map(({ key }) => `rule/${key}`);
  const publish = useAction(async (reason: string) => {
    const request = { environment, parent: release.number, documents, reason };
    const made = await postJson<{ number: number }>('publish', request);
    notify(`Release ${made.number} is live in ${environment}.`, { type: 'success' });
    refresh();
    onClose();
  });
  const rebase = async (): Promise<void> => {
    await release.refetch();
    publish.reset();
  };
  return (
    <ReasonDialog
      title={`Publish ${records.length === 1 ? 'one rule' : `${records.length} rules`} in ${environment}`}
      confirm="Publish"
      pending={publish.pending}
      blocked={release.number === undefined ? 'Reading the release …' : undefined}
      onConfirm={publish.run}
      onClose={onClose}
    >
      <Stack spacing={1}>
        <PublishFailure error={publish.error} rebase={rebase} />
        <TestGate documents={documents} />
        <List dense disablePadding aria-label="What is published">
          {records.map(({ key, name, draft }) => (
            <ListItem key={key} disableGutters>
              <ListItemText
                primary={name}
                secondary={draft?.state === 'archived' ? 'is archived' : 'as it is drafted'}
              />
            </ListItem>
          ))}
        </List>
      </Stack>
    </ReasonDialog>
  );
};
