import SaveIcon from '@mui/icons-material/Save';
import { Alert, Box, Button, Card, Stack } from '@mui/material';
import { useState } from 'react';
import { HttpError } from 'react-admin';
import type { Kind } from '#schemas/document.ts';
import { JsonEditor } from '../editor/LazyEditor.tsx';
import { Failure } from '../ui/Loaded.tsx';
import { FaultList } from './FaultList.tsx';
import { faultsOfError } from './faults.ts';
import { parseJson } from './parse-json.ts';
import type { Noun } from './types.ts';
import { useAction } from './use-action.ts';
import { ValidationPanel } from './ValidationPanel.tsx';
import { useValidation } from './validation.ts';

type Props = {
  noun: Noun<Kind>;
  /** The document's key; a new one is named by its text. */
  documentKey?: string;
  body: unknown;
  save: (body: unknown) => Promise<void>;
  /** Fetches what someone else saved meanwhile. */
  reload?: () => Promise<unknown>;
};

const SaveFailure = ({ error, reload }: { error: unknown; reload: (() => Promise<unknown>) | undefined }) => {
  if (error === undefined) return null;
  if (error instanceof HttpError && error.status === 412)
    return (
      <Alert
        severity="warning"
        variant="outlined"
        action={
          <Button color="inherit" size="small" onClick={() => reload?.()}>
            Take theirs as the base
          </Button>
        }
      >
        Someone else saved this draft since you opened it. Your text stays here; saving again after this
        replaces theirs.
      </Alert>
    );
  const faults = faultsOfError(error);
  if (faults.length === 0) return <Failure error={error} />;
  return (
    <Alert severity="error" variant="outlined">
      <FaultList faults={faults} />
    </Alert>
  );
};

const keyIn = (body: unknown): string => {
  const key = typeof body === 'object' && body !== null && 'key' in body ? body.key : undefined;
  return typeof key === 'string' && key !== '' ? key : 'new';
};

/** The JSON of a draft with the server's faults beside it: the one editor of every kind of document. */
export const DraftForm = ({ noun, documentKey, body, save, reload }: Props) => {
  const original = JSON.stringify(body, null, 2);
  const [text, setText] = useState(original);
  const written = parseJson(text);
  const validation = useValidation(noun.resource, documentKey ?? keyIn(written), text);
  const saving = useAction(async () => save(written));
  const faults = validation.state === 'invalid' ? validation.faults : [];
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 1fr) 340px' } }}>
      <Stack spacing={2} sx={{ minWidth: 0 }}>
        <SaveFailure error={saving.error} reload={reload} />
        <Card sx={{ overflow: 'hidden' }}>
          <JsonEditor label={`${noun.one} as JSON`} value={text} faults={faults} onChange={setText} />
        </Card>
      </Stack>
      <Stack spacing={2}>
        <Button
          variant="contained"
          startIcon={<SaveIcon />}
          disabled={
            saving.pending || written === undefined || (text === original && documentKey !== undefined)
          }
          onClick={() => saving.run(undefined)}
        >
          Save draft
        </Button>
        <ValidationPanel noun={noun} validation={validation} written={written} />
      </Stack>
    </Box>
  );
};
