import UploadFileIcon from '@mui/icons-material/UploadFile';
import { Box, Button, LinearProgress, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useRef, useState } from 'react';
import { Confirm } from 'react-admin';
import { type UploadMode, uploadModes } from '#schemas/segment-report.ts';
import { formatShare } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { UploadOutcome } from './UploadOutcome.tsx';
import { uploadEndings } from './upload-file.ts';
import { type UploadState, useUpload } from './use-upload.ts';

const words: Readonly<Record<UploadMode, string>> = {
  add: 'Add these customers',
  remove: 'Take these customers out',
  replace: 'Replace all by these customers',
};

type Sending = UploadState & { state: 'sending' };

/** How much has left; the server reads on for a while after the last of it. */
const Progress = ({ sending: { file, share }, onStop }: { sending: Sending; onStop: () => void }) => {
  const told =
    share < 1 ? `${formatShare(share, 0)} of “${file.name}” is sent.` : `“${file.name}” is being taken in …`;
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
      <Box sx={{ flexGrow: 1 }}>
        <Typography variant="body2" role="status">
          {told}
        </Typography>
        <LinearProgress
          aria-label="Upload"
          {...(share < 1 ? { variant: 'determinate', value: 100 * share } : {})}
        />
      </Box>
      {share < 1 && (
        <Button size="small" onClick={onStop}>
          Stop
        </Button>
      )}
    </Stack>
  );
};

/** Takes a file of ids into a segment, and tells every row that could not be taken. */
export const UploadForm = ({ segment, onTaken }: { segment: string; onTaken: () => void }) => {
  const input = useRef<HTMLInputElement>(null);
  const [mode, setMode] = useState<UploadMode>('add');
  const [replacing, setReplacing] = useState<File | undefined>(undefined);
  const { state, send, stop } = useUpload(segment, onTaken);
  const isSending = state.state === 'sending';
  const choose = (file: File): void => {
    if (mode === 'replace') setReplacing(file);
    else void send(file, mode);
  };
  return (
    <Section title="Upload">
      <Stack spacing={2}>
        <Typography color="text.secondary">
          CSV with a column <code>customer_id</code> or <code>anonymous_id</code>, or one JSON value a line.
          Ids that nobody has yet are kept: their customers are in it from their first event on.
        </Typography>
        <Stack direction="row" useFlexGap sx={{ gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
          <TextField
            select
            size="small"
            label="What it does"
            value={mode}
            disabled={isSending}
            onChange={(event) => setMode(event.target.value as UploadMode)}
            sx={{ minWidth: 260 }}
          >
            {uploadModes.map((each) => (
              <MenuItem key={each} value={each}>
                {words[each]}
              </MenuItem>
            ))}
          </TextField>
          <Button
            variant="contained"
            startIcon={<UploadFileIcon />}
            disabled={isSending}
            onClick={() => input.current?.click()}
          >
            Choose a file
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            aria-label="File of ids"
            accept={uploadEndings.join(',')}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) choose(file);
            }}
          />
        </Stack>
        {isSending && <Progress sending={state} onStop={stop} />}
        <UploadOutcome state={state} onSend={send} />
      </Stack>
      <Confirm
        isOpen={replacing !== undefined}
        title={`Replace all by “${replacing?.name}”?`}
        content="Everyone whose id is not in this file leaves the segment. That cannot be taken back here: download the members first if you may want them again."
        confirm="Replace all"
        onConfirm={() => {
          if (replacing) void send(replacing, mode);
          setReplacing(undefined);
        }}
        onClose={() => setReplacing(undefined)}
      />
    </Section>
  );
};
