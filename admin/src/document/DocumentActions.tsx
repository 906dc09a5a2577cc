import EditIcon from '@mui/icons-material/Edit';
import PublishIcon from '@mui/icons-material/Publish';
import { Button, Stack, Tooltip } from '@mui/material';
import { useState } from 'react';
import { Confirm, useDataProvider, useDelete, useNotify, useRedirect, useRefresh } from 'react-admin';
import { Link } from 'react-router';
import type { Kind } from '#schemas/document.ts';
import { PublishDialog } from './PublishDialog.tsx';
import { restoreDraft } from './restore-draft.ts';
import type { DocumentRecord, Noun } from './types.ts';
import { useUndoNotice } from './use-undo-notice.tsx';

type Props = {
  noun: Noun<Kind>;
  record: DocumentRecord;
  editing?: boolean;
  /** Whether something written is not part of the draft yet. */
  unsaved?: boolean;
};

/** Deleting a draft discards it; deleting a live document drafts its archiving. */
const useRemoval = ({ noun, record }: Props) => {
  const notify = useNotify();
  const refresh = useRefresh();
  const redirect = useRedirect();
  const dataProvider = useDataProvider();
  const tell = useUndoNotice();
  const [remove, { isPending }] = useDelete<DocumentRecord, Error>();
  const run = (): void => {
    remove(
      noun.resource,
      { id: record.id, previousData: record },
      {
        mutationMode: 'pessimistic',
        onError: (error) => notify(error.message, { type: 'error' }),
        onSuccess: () => {
          const message = record.draft ? 'The draft is gone.' : 'Publish to archive it.';
          if (record.live) {
            tell(message, () => restoreDraft(dataProvider, noun.resource, record));
            refresh();
          } else {
            notify(message, { type: 'info' });
            redirect('list', noun.resource);
          }
        },
      },
    );
  };
  return { run, isPending };
};

/** Edit, publish, discard: what can be done with a document in its present state. */
export const DocumentActions = (props: Props) => {
  const { noun, record, editing = false, unsaved = false } = props;
  const [open, setOpen] = useState<'publish' | 'remove' | undefined>(undefined);
  const removal = useRemoval(props);
  const close = (): void => setOpen(undefined);
  const verb = record.draft ? 'Discard draft' : 'Archive';
  return (
    <Stack direction="row" useFlexGap sx={{ gap: 1, flexWrap: 'wrap' }}>
      {(record.draft || noun.kind !== 'settings') && (
        <Button color="error" disabled={removal.isPending} onClick={() => setOpen('remove')}>
          {verb}
        </Button>
      )}
      {!editing && (
        <Button
          component={Link}
          to={`/${noun.resource}/${encodeURIComponent(record.id)}`}
          variant="outlined"
          startIcon={<EditIcon />}
        >
          Edit
        </Button>
      )}
      {record.draft && (
        <Tooltip title={unsaved ? 'What you wrote is not saved yet.' : ''} describeChild>
          <span>
            <Button
              variant="contained"
              startIcon={<PublishIcon />}
              disabled={unsaved}
              onClick={() => setOpen('publish')}
            >
              Publish …
            </Button>
          </span>
        </Tooltip>
      )}
      {open === 'publish' && <PublishDialog noun={noun} record={record} onClose={close} />}
      <Confirm
        isOpen={open === 'remove'}
        title={`${verb} of “${record.name}”?`}
        content={
          record.draft ? (
            'What was written since the last publish is lost.'
          ) : (
            <>
              It leaves with the next publish.
              {noun.NeededBy && <noun.NeededBy record={record} />}
            </>
          )
        }
        confirm={verb}
        onConfirm={() => {
          close();
          removal.run();
        }}
        onClose={close}
      />
    </Stack>
  );
};
