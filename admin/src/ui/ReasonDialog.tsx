import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  LinearProgress,
  TextField,
} from '@mui/material';
import { type FormEvent, type ReactNode, useId, useState } from 'react';

type Props = {
  title: string;
  confirm: string;
  pending: boolean;
  onConfirm: (reason: string) => void;
  onClose: () => void;
  /** Why confirming is impossible just now. */
  blocked?: string | undefined;
  /** Where the reason is kept. */
  kept?: string;
  children?: ReactNode;
};

/** Asks for the reason that every change to what customers see must have. */
export const ReasonDialog = ({
  title,
  confirm,
  pending,
  onConfirm,
  onClose,
  blocked,
  kept = 'It is kept with the release for everyone to read.',
  children,
}: Props) => {
  const [reason, setReason] = useState('');
  const heading = useId();
  const missing = reason.trim() === '' ? 'Give a reason first.' : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!pending && !blocked && !missing) onConfirm(reason.trim());
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby={heading}>
      <form onSubmit={submit}>
        <DialogTitle id={heading}>{title}</DialogTitle>
        {pending && <LinearProgress aria-label="Working" />}
        <DialogContent>
          {children}
          <TextField
            autoFocus
            fullWidth
            required
            margin="normal"
            label="Reason"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            helperText={blocked ?? missing ?? kept}
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={pending || Boolean(blocked ?? missing)}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
