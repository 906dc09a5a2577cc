import { Typography } from '@mui/material';
import { useNotify, useRefresh } from 'react-admin';
import { postJson } from '../../api.ts';
import { useAction } from '../../document/use-action.ts';
import { Failure } from '../../ui/Loaded.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import type { WireLink } from '../types.ts';
import { keptInAudit, named } from './named.ts';

type Props = { link: WireLink; onClose: () => void };

/** Takes two identities apart that one link made one customer. */
export const UndoDialog = ({ link: { from, to }, onClose }: Props) => {
  const refresh = useRefresh();
  const notify = useNotify();
  const undo = useAction(async (reason: string) => {
    await postJson('customers/merge/undo', { from: named(from), into: named(to), reason });
    notify(`${from} and ${to} are apart again.`, { type: 'success' });
    refresh();
    onClose();
  });
  return (
    <ReasonDialog
      title={`${from} is not ${to}`}
      confirm="Undo"
      kept={keptInAudit}
      pending={undo.pending}
      onConfirm={undo.run}
      onClose={onClose}
    >
      {undo.error !== undefined && <Failure error={undo.error} />}
      <Typography variant="body2">
        What happened under {from} goes back to it. Journeys stay with {to}, and what {from} does from now on
        begins them anew.
      </Typography>
    </ReasonDialog>
  );
};
