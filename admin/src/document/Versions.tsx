import RollBackIcon from '@mui/icons-material/SettingsBackupRestore';
import { Button, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh, useUpdate } from 'react-admin';
import type { Kind } from '#schemas/document.ts';
import { JsonDiff } from '../editor/LazyEditor.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatTime } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import { type Change, ChangeTable } from './ChangeTable.tsx';
import { RollBackDialog } from './RollBackDialog.tsx';
import type { DocumentRecord, Noun, RevisionRecord } from './types.ts';

type Props = { noun: Noun<Kind>; record: DocumentRecord };
type Diff = { before: unknown; after: unknown; changes: Change[] };

const Picker = ({
  label,
  value,
  revisions,
  withDraft,
  onChange,
}: {
  label: string;
  value: string;
  revisions: readonly RevisionRecord[];
  withDraft: boolean;
  onChange: (value: string) => void;
}) => (
  <TextField
    select
    label={label}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    sx={{ minWidth: 240 }}
  >
    {withDraft && <MenuItem value="draft">the draft</MenuItem>}
    {revisions.map(({ number, createdAt, author }) => (
      <MenuItem key={number} value={String(number)}>
        r{number} · {formatTime(createdAt)} · {author}
      </MenuItem>
    ))}
  </TextField>
);

/** Puts an old revision into the draft, to be looked at and published like any other change. */
const useRestore = ({ noun, record }: Props) => {
  const [update, { isPending }] = useUpdate<DocumentRecord>();
  const notify = useNotify();
  const refresh = useRefresh();
  const restore = (body: unknown): void => {
    update(
      noun.resource,
      { id: record.id, data: { body }, previousData: record },
      {
        mutationMode: 'pessimistic',
        onError: (error) => notify(error.message, { type: 'error' }),
        onSuccess: () => {
          notify('It is in the draft now. Publish to make it live.', { type: 'success' });
          refresh();
        },
      },
    );
  };
  return { restore, isPending };
};

const Comparison = ({ noun, record, revisions }: Props & { revisions: readonly RevisionRecord[] }) => {
  const newest = String(revisions[0]?.number ?? 'draft');
  const [from, setFrom] = useState(record.draft ? newest : String(revisions[1]?.number ?? newest));
  const [to, setTo] = useState(record.draft ? 'draft' : newest);
  const key = encodeURIComponent(record.key);
  const diff = useView<Diff>(`${noun.resource}/${key}/diff?from=${from}&to=${to}`);
  const { restore, isPending } = useRestore({ noun, record });
  const [rollingBack, setRollingBack] = useState(false);
  const withDraft = record.draft !== null;
  const isLive = from === String(record.live?.revision);
  const reason = revisions.find(({ number }) => String(number) === from)?.reason;
  return (
    <Stack spacing={2}>
      <Stack direction="row" useFlexGap sx={{ gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <Picker label="From" value={from} revisions={revisions} withDraft={withDraft} onChange={setFrom} />
        <Picker label="To" value={to} revisions={revisions} withDraft={withDraft} onChange={setTo} />
        {from !== 'draft' && (
          <>
            <Button disabled={isPending || !diff.value} onClick={() => restore(diff.value?.before)}>
              Restore r{from} into the draft
            </Button>
            <Button
              variant="outlined"
              startIcon={<RollBackIcon />}
              disabled={isLive || !diff.value}
              onClick={() => setRollingBack(true)}
            >
              {isLive ? `r${from} is live` : `Roll back to r${from} …`}
            </Button>
          </>
        )}
      </Stack>
      {rollingBack && (
        <RollBackDialog
          noun={noun}
          record={record}
          revision={Number(from)}
          body={diff.value?.before}
          onClose={() => setRollingBack(false)}
        />
      )}
      {reason && (
        <Typography variant="body2" color="text.secondary">
          r{from}: {reason}
        </Typography>
      )}
      <Loaded view={diff} rows={2}>
        {({ before, after, changes }) => (
          <Stack spacing={2}>
            <ChangeTable changes={changes} />
            <JsonDiff before={before} after={after} />
          </Stack>
        )}
      </Loaded>
    </Stack>
  );
};

/** Every revision there was, any two compared. */
export const Versions = ({ noun, record }: Props) => {
  const revisions = useView<RevisionRecord[]>(`${noun.resource}/${encodeURIComponent(record.key)}/revisions`);
  return (
    <Section title="Versions" hint="Compare any two. Restoring makes a draft; rolling back goes live.">
      <Loaded view={revisions} rows={2}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState
              title="Nothing published yet"
              why="Each publish keeps a revision with its author and reason, so that any two can be compared."
            />
          ) : (
            <Comparison
              // what is compared by default changes with every save and publish
              key={`${record.draft?.etag} ${record.live?.revision}`}
              noun={noun}
              record={record}
              revisions={[...list].sort((a, b) => b.number - a.number)}
            />
          )
        }
      </Loaded>
    </Section>
  );
};
