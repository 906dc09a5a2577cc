import { Typography } from '@mui/material';
import { useNotify, useRedirect, useRefresh } from 'react-admin';
import { postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { Failure } from '../ui/Loaded.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import type { ReleaseRecord } from './types.ts';

/** Makes a new release with the documents of an old one; nothing is ever lost. */
export const RollBackDialog = ({ release, onClose }: { release: ReleaseRecord; onClose: () => void }) => {
  const { environment, number } = release;
  const notify = useNotify();
  const refresh = useRefresh();
  const redirect = useRedirect();
  const rollBack = useAction(async (reason: string) => {
    const made = await postJson<{ number: number }>('rollback', { environment, to: number, reason });
    notify(`Release ${made.number} is live, with the contents of release ${number}.`, { type: 'success' });
    onClose();
    refresh();
    redirect('list', 'releases');
  });
  return (
    <ReasonDialog
      title={`Roll ${environment} back to release ${number}`}
      confirm="Roll back"
      pending={rollBack.pending}
      onConfirm={rollBack.run}
      onClose={onClose}
    >
      {rollBack.error !== undefined && <Failure error={rollBack.error} />}
      <Typography variant="body2" color="text.secondary">
        A new release with the same documents as release {number} goes live at once. Drafts are not touched.
      </Typography>
    </ReasonDialog>
  );
};
