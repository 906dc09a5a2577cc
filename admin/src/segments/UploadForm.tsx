import UploadFileIcon from '@mui/icons-material/UploadFile';
import {
  Alert,
  Button,
  MenuItem,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  TextField,
  Typography,
} from '@mui/material';
import { useRef, useState } from 'react';
import { type UploadMode, type UploadResult, uploadModes } from '#schemas/segment-report.ts';
import { apiRoot, callApi } from '../api.ts';
import { formatCount } from '../ui/format.ts';
import { Failure } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';

const words: Readonly<Record<UploadMode, string>> = {
  add: 'Add these customers',
  remove: 'Take these customers out',
  replace: 'Replace all by these customers',
};

const typeOf = (name: string): string => (name.endsWith('.csv') ? 'text/csv' : 'application/x-ndjson');

type State =
  | { state: 'idle' }
  | { state: 'sending'; name: string }
  | { state: 'taken'; result: UploadResult }
  | { state: 'failed'; error: unknown };

const Result = ({ result: { rows, added, removed, faulty, faults } }: { result: UploadResult }) => (
  <>
    <Alert severity={faulty > 0 ? 'warning' : 'success'} variant="outlined" role="status">
      {formatCount(rows)} rows: {formatCount(added)} added, {formatCount(removed)} removed,{' '}
      {formatCount(faulty)} left out.
    </Alert>
    {faults.length > 0 && (
      <Table size="small" aria-label="Faulty rows">
        <TableHead>
          <TableRow>
            <TableCell>Row</TableCell>
            <TableCell>What is wrong with it</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {faults.map(({ row, message }) => (
            <TableRow key={row}>
              <TableCell>{row}</TableCell>
              <TableCell>{message}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    )}
  </>
);

/** Takes a file of ids into a segment, and tells every row that could not be taken. */
export const UploadForm = ({ segment, onTaken }: { segment: string; onTaken: () => void }) => {
  const input = useRef<HTMLInputElement>(null);
  const [mode, setMode] = useState<UploadMode>('add');
  const [state, setState] = useState<State>({ state: 'idle' });
  const isSending = state.state === 'sending';

  const send = async (file: File): Promise<void> => {
    setState({ state: 'sending', name: file.name });
    try {
      const headers = new Headers({ 'Content-Type': typeOf(file.name) });
      const url = `${apiRoot}/segments/${segment}/members?mode=${mode}`;
      const { json } = await callApi(url, { method: 'POST', headers, body: file });
      setState({ state: 'taken', result: json as UploadResult });
      onTaken();
    } catch (error) {
      setState({ state: 'failed', error });
    }
  };

  return (
    <Section title="Upload">
      <Stack spacing={2}>
        <Typography color="text.secondary">
          CSV with a column <code>customer_id</code> or <code>anonymous_id</code>, or one JSON value a line.
        </Typography>
        <Stack direction="row" spacing={2} sx={{ alignItems: 'center', flexWrap: 'wrap' }}>
          <TextField
            select
            size="small"
            label="What it does"
            value={mode}
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
            {isSending ? `Uploading ${state.name} …` : 'Choose a file'}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            aria-label="File of ids"
            accept=".csv,.ndjson,.jsonl"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) void send(file);
            }}
          />
        </Stack>
        {state.state === 'taken' && <Result result={state.result} />}
        {state.state === 'failed' && <Failure error={state.error} />}
      </Stack>
    </Section>
  );
};
