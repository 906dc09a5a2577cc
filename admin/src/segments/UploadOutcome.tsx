import DownloadIcon from '@mui/icons-material/Download';
import {
  Alert,
  Box,
  Button,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import type { UploadMode, UploadResult } from '#schemas/segment-report.ts';
import { formatCount } from '../ui/format.ts';
import { Failure } from '../ui/Loaded.tsx';
import { outcomeOf, undoOf } from './upload-outcome.ts';
import type { UploadState } from './use-upload.ts';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const save = (name: string, text: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};

const csvOf = (faults: UploadResult['faults']): string =>
  ['row,fault', ...faults.map(({ row, message }) => `${row},${quoted(message)}`)].join('\n');

const Faults = ({ result: { faults, faulty }, of }: { result: UploadResult; of: string }) => (
  <Stack spacing={1}>
    <Stack direction="row" useFlexGap sx={{ alignItems: 'center', flexWrap: 'wrap', columnGap: 2 }}>
      <Typography variant="body2" color="text.secondary" sx={{ flexGrow: 1 }}>
        {faulty > faults.length && `The first ${formatCount(faults.length)} of ${formatCount(faulty)}. `}
        Rows count from 1 below the header.
      </Typography>
      <Button
        size="small"
        startIcon={<DownloadIcon />}
        onClick={() => save(`${of}.faults.csv`, csvOf(faults))}
      >
        Faults as CSV
      </Button>
    </Stack>
    <Box
      role="region"
      aria-label="Rows that were left out"
      tabIndex={0}
      sx={{ maxHeight: 320, overflow: 'auto' }}
    >
      <Table size="small" stickyHeader aria-label="Faulty rows">
        <TableHead>
          <TableRow>
            <TableCell>Row</TableCell>
            <TableCell>What is wrong with it</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {faults.map(({ row, message }) => (
            <TableRow key={row}>
              <TableCell>{row === 0 ? 'header' : formatCount(row)}</TableCell>
              <TableCell>{message}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  </Stack>
);

const undoLabels = { remove: 'Undo: take these out again', add: 'Undo: put these back in' } as const;

type Taken = UploadState & { state: 'taken' };
type Send = (file: File, mode: UploadMode) => void;

const Result = ({ taken: { file, mode, result }, onSend }: { taken: Taken; onSend: Send }) => {
  const { severity, told } = outcomeOf(mode, result);
  const undo = undoOf(mode, result);
  return (
    <>
      <Alert
        severity={severity}
        variant="outlined"
        role="status"
        action={
          undo !== undefined && (
            <Button color="inherit" size="small" onClick={() => onSend(file, undo)}>
              {undoLabels[undo]}
            </Button>
          )
        }
      >
        {told}
      </Alert>
      {result.faults.length > 0 && <Faults result={result} of={file.name} />}
    </>
  );
};

/** What came of an upload: the rows that changed something, those that could not be taken, and the way back. */
export const UploadOutcome = ({ state, onSend }: { state: UploadState; onSend: Send }) => {
  switch (state.state) {
    case 'idle':
    case 'sending':
      return null;
    case 'unfit':
      return <Failure error={new Error(`${state.why} Nothing was changed.`)} />;
    case 'taken':
      return <Result taken={state} onSend={onSend} />;
    case 'stopped':
      return (
        <Alert severity="warning" variant="outlined" role="status">
          Stopped. What was taken of “{state.file.name}” before stays.
        </Alert>
      );
    case 'failed':
      return (
        <>
          <Failure error={state.error} retry={() => onSend(state.file, state.mode)} />
          <Typography variant="body2" color="text.secondary">
            Rows before that may have been taken; sending “{state.file.name}” again takes none twice.
          </Typography>
        </>
      );
  }
};
