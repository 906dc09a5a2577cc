import { Alert, Box, Card, Tab, Tabs } from '@mui/material';
import { type ComponentType, useRef, useState } from 'react';
import { JsonEditor } from '../editor/LazyEditor.tsx';
import type { DraftBody, FormProps } from './types.ts';
import { type Draft, pretty } from './use-draft.ts';

type Props = { draft: Draft; label: string; isNew: boolean };

/** The JSON of a draft, with the server's faults where they are. */
export const JsonView = ({ draft: { history, faults }, label }: Props) => (
  <Card sx={{ overflow: 'hidden' }}>
    <JsonEditor label={label} value={history.text} faults={faults} onChange={history.write} />
  </Card>
);

const isBody = (value: unknown): value is DraftBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const FormView = ({ Form, draft, isNew }: Props & { Form: ComponentType<FormProps> }) => {
  const { written, faults, history } = draft;
  if (!isBody(written))
    return (
      <Alert severity="warning" variant="outlined">
        The text is not a JSON object just now. Mend it under JSON, or undo.
      </Alert>
    );
  return (
    <Form body={written} faults={faults} isNew={isNew} onChange={(body) => history.write(pretty(body))} />
  );
};

/**
 * A form and the JSON as two views of one text. The JSON stays behind the form once it was looked at, so that its
 * cursor and its folds are found again; the form stays while a field of it holds what means nothing yet.
 */
export const DraftViews = ({ Form, ...props }: Props & { Form: ComponentType<FormProps> }) => {
  const [view, setView] = useState<'form' | 'json'>('form');
  const seen = useRef(false);
  seen.current ||= view === 'json';
  return (
    <Box sx={{ minWidth: 0 }}>
      <Tabs value={view} onChange={(_, next) => setView(next)} aria-label="How to edit" sx={{ mb: 2 }}>
        <Tab value="form" label="Builder" id="view-form" aria-controls="view-panel" />
        <Tab value="json" label="JSON" id="view-json" aria-controls="view-panel" />
      </Tabs>
      <Box id="view-panel" role="tabpanel" aria-labelledby={`view-${view}`}>
        {(view === 'form' || props.draft.saveState === 'broken') && (
          <Box hidden={view !== 'form'}>
            <FormView Form={Form} {...props} />
          </Box>
        )}
        {seen.current && (
          <Box hidden={view !== 'json'}>
            <JsonView {...props} />
          </Box>
        )}
      </Box>
    </Box>
  );
};
