import { Box, Stack } from '@mui/material';
import type { KeyboardEvent } from 'react';
import { BrokenContext } from '../fields/broken.ts';
import { DraftViews, JsonView } from './DraftViews.tsx';
import { SaveBar } from './SaveBar.tsx';
import { SaveFailure } from './SaveFailure.tsx';
import { type DraftProps, useDraft } from './use-draft.ts';
import type { TextHistory } from './use-text-history.ts';
import { ValidationPanel } from './ValidationPanel.tsx';

const writesText = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable="true"]') !== null;

/** Undo by keyboard, except where a field has an undo of its own. */
const undoKeys =
  ({ undo, redo }: TextHistory) =>
  (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || !['z', 'y'].includes(key) || writesText(event.target)) return;
    const step = key === 'y' || event.shiftKey ? redo : undo;
    event.preventDefault();
    step?.();
  };

/** The editor of every kind of document: its JSON, a form where the kind has one, and what the server says. */
export const DraftForm = (props: DraftProps) => {
  const { noun, documentKey, reload } = props;
  const draft = useDraft(props);
  // a new document that nobody touched cannot be wrong yet
  const isBegun = documentKey !== undefined || draft.history.undo !== undefined;
  const shown = isBegun ? draft : { ...draft, faults: [] };
  const view = { draft: shown, label: `${noun.one} as JSON`, isNew: documentKey === undefined };
  return (
    <Box
      onKeyDown={undoKeys(draft.history)}
      sx={{ display: 'grid', gap: 2, pb: 4, gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 1fr) 340px' } }}
    >
      <Stack spacing={2} sx={{ minWidth: 0 }}>
        <SaveFailure error={draft.error} reload={reload} />
        <BrokenContext value={draft.report}>
          {noun.Form ? <DraftViews Form={noun.Form} {...view} /> : <JsonView {...view} />}
        </BrokenContext>
      </Stack>
      <Stack spacing={2} sx={{ minWidth: 0 }}>
        <SaveBar draft={draft} isNew={view.isNew} />
        <ValidationPanel
          noun={noun}
          validation={isBegun || draft.validation.state !== 'invalid' ? draft.validation : undefined}
          written={draft.written}
        />
      </Stack>
    </Box>
  );
};
