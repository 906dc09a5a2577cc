import RedoIcon from '@mui/icons-material/Redo';
import SaveIcon from '@mui/icons-material/Save';
import UndoIcon from '@mui/icons-material/Undo';
import { Box, Button, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import type { Draft, SaveState } from './use-draft.ts';

const words: Record<SaveState, string> = {
  unchanged: 'Nothing is changed.',
  saving: 'Saving …',
  saved: 'Saved to the draft. What is live stays as it is.',
  unsaved: 'Not saved yet.',
  faulty: 'Not saved: it has faults.',
  broken: 'Not saved: a field is not JSON.',
  failed: 'It could not be saved.',
};

const Step = ({
  label,
  icon: Icon,
  step,
}: {
  label: string;
  icon: typeof UndoIcon;
  step: (() => void) | undefined;
}) => (
  <Tooltip title={label} describeChild>
    <span>
      <IconButton aria-label={label} disabled={step === undefined} onClick={step}>
        <Icon fontSize="small" />
      </IconButton>
    </span>
  </Tooltip>
);

/** Undo, redo, save, and what became of the text. */
export const SaveBar = ({ draft, isNew }: { draft: Draft; isNew: boolean }) => {
  const { history, saveState, written } = draft;
  const isIdle = saveState === 'saving' || (saveState === 'unchanged' && !isNew) || saveState === 'saved';
  return (
    <Box>
      <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center' }}>
        <Button
          fullWidth
          variant="contained"
          startIcon={<SaveIcon />}
          disabled={isIdle || saveState === 'broken' || written === undefined}
          onClick={draft.saveNow}
        >
          Save draft
        </Button>
        <Step label="Undo" icon={UndoIcon} step={history.undo} />
        <Step label="Redo" icon={RedoIcon} step={history.redo} />
      </Stack>
      <Typography role="status" variant="body2" color="text.secondary" sx={{ mt: 0.75 }}>
        {isNew && saveState === 'unchanged' ? 'Not saved yet.' : words[saveState]}
      </Typography>
    </Box>
  );
};
