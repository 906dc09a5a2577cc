import { Alert, Button, Stack } from '@mui/material';
import { useState } from 'react';
import { Confirm, useNotify, useRedirect, useUnselect } from 'react-admin';
import { postJson, problemOf } from '../api.ts';
import { useUndoNotice } from '../document/use-undo-notice.tsx';
import { JsonField } from '../fields/JsonField.tsx';
import { Section } from '../ui/Section.tsx';
import { discardRows, restoreRows } from './discard.ts';
import type { QuarantineRecord } from './types.ts';

const faultsOf = (error: unknown): string[] => {
  const problem = problemOf(error);
  if (problem?.errors)
    return problem.errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return [error instanceof Error ? error.message : String(error)];
};

const isRow = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The line below the field stays empty while there is no complaint. */
const emptyLine = ' ';

/**
 * The row, to be fixed and sent again. The field is as high whatever it says, so that the buttons below it stay where
 * they are when a click on them takes the focus from it and the text is set anew.
 */
export const RowForm = ({ record }: { record: QuarantineRecord }) => {
  const [row, setRow] = useState<unknown>(() => JSON.parse(record.row));
  const [isBroken, setBroken] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const notify = useNotify();
  const redirect = useRedirect();
  const unselect = useUnselect('quarantine');
  const tellUndoable = useUndoNotice();
  const tell = (message: string): void => notify(message, { type: 'success' });
  const finish = (sending: Promise<unknown>, say: () => void): void => {
    setBusy(true);
    sending
      .then(() => {
        say();
        unselect([record.id]);
        redirect('/quarantine');
      })
      .catch((error: unknown) => {
        setFaults(faultsOf(error));
        setBusy(false);
      });
  };
  return (
    <Section title="Row">
      <Stack spacing={2}>
        {faults.length > 0 && (
          <Alert severity="error" role="alert">
            {faults.map((fault) => (
              <div key={fault}>{fault}</div>
            ))}
          </Alert>
        )}
        <JsonField
          label="Row as JSON"
          value={row}
          onChange={setRow}
          onBroken={setBroken}
          rows={12}
          help={emptyLine}
        />
        <Stack direction="row" spacing={1}>
          {record.discardedAt === undefined ? (
            <>
              <Button
                variant="contained"
                disabled={busy || isBroken || !isRow(row)}
                onClick={() =>
                  finish(postJson(`quarantine/${record.id}/resend`, { row }), () =>
                    tell('The row was sent again.'),
                  )
                }
              >
                Send again
              </Button>
              <Button color="error" disabled={busy} onClick={() => setConfirming(true)}>
                Discard
              </Button>
            </>
          ) : (
            <Button
              variant="contained"
              disabled={busy}
              onClick={() => finish(restoreRows([record.id]), () => tell('The row was restored.'))}
            >
              Restore
            </Button>
          )}
        </Stack>
        <Confirm
          isOpen={confirming}
          title="Discard this row?"
          content="What it tells is not counted. It can be restored for as long as rows are kept here."
          confirm="Discard"
          onConfirm={() => {
            setConfirming(false);
            finish(discardRows([record.id]), () =>
              tellUndoable('The row was discarded.', () => restoreRows([record.id])),
            );
          }}
          onClose={() => setConfirming(false)}
        />
      </Stack>
    </Section>
  );
};
