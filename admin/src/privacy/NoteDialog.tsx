import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  TextField,
  Typography,
} from '@mui/material';
import { type FormEvent, useId, useState } from 'react';
import { Failure } from '../ui/Loaded.tsx';

type Props = {
  title: string;
  about: string;
  label: string;
  confirm: string;
  pending: boolean;
  error: unknown;
  onConfirm: (note: string) => void;
  onClose: () => void;
};

/** Asks for what is to be kept with a step of a request. */
export const NoteDialog = (props: Props) => {
  const { title, about, label, confirm, pending, error, onConfirm, onClose } = props;
  const [note, setNote] = useState('');
  const heading = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onConfirm(note.trim());
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={heading}>
      <form onSubmit={submit}>
        <DialogTitle id={heading}>{title}</DialogTitle>
        <DialogContent>
          {error !== undefined && <Failure error={error} />}
          <Typography variant="body2" color="text.secondary">
            {about}
          </Typography>
          <TextField
            autoFocus
            fullWidth
            multiline
            margin="normal"
            required
            label={label}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={pending || note.trim() === ''}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
