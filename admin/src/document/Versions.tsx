import ExpandIcon from '@mui/icons-material/ExpandMore';
import RollBackIcon from '@mui/icons-material/SettingsBackupRestore';
import { Accordion, AccordionDetails, AccordionSummary, Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh, useUpdate } from 'react-admin';
import type { Kind } from '#schemas/document.ts';
import { JsonDiff } from '../editor/LazyEditor.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import { ChangeSentences } from './ChangeSentences.tsx';
import { RollBackDialog } from './RollBackDialog.tsx';
import { type Ends, Timeline } from './Timeline.tsx';
import type { DocumentRecord, Noun, RevisionRecord } from './types.ts';

type Props = { noun: Noun<Kind>; record: DocumentRecord };
type Diff = { before: unknown; after: unknown };

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

const nameOf = (version: string): string => (version === 'draft' ? 'the draft' : `revision ${version}`);

/** What can be done with the older side of a comparison. */
const RevisionActions = ({ noun, record, revision, body }: Props & { revision: string; body: unknown }) => {
  const { restore, isPending } = useRestore({ noun, record });
  const [rollingBack, setRollingBack] = useState(false);
  const isLive = revision === String(record.live?.revision);
  return (
    <Stack direction="row" useFlexGap sx={{ gap: 1.5, flexWrap: 'wrap' }}>
      <Button disabled={isPending} onClick={() => restore(body)}>
        Restore revision {revision} into the draft
      </Button>
      <Button
        variant="outlined"
        startIcon={<RollBackIcon />}
        disabled={isLive}
        onClick={() => setRollingBack(true)}
      >
        {isLive ? `Revision ${revision} is live` : `Roll back to revision ${revision} …`}
      </Button>
      {rollingBack && (
        <RollBackDialog
          noun={noun}
          record={record}
          revision={Number(revision)}
          body={body}
          onClose={() => setRollingBack(false)}
        />
      )}
    </Stack>
  );
};

const Comparison = ({ noun, record, from, to }: Props & Ends) => {
  const key = encodeURIComponent(record.key);
  const diff = useView<Diff>(`${noun.resource}/${key}/diff?from=${from}&to=${to}`);
  return (
    <Loaded view={diff} rows={2}>
      {({ before, after }) => (
        <Stack spacing={2}>
          <Typography variant="h3">
            From {nameOf(from)} to {nameOf(to)}
          </Typography>
          <ChangeSentences before={before} after={after} />
          <Accordion variant="outlined" disableGutters slotProps={{ transition: { unmountOnExit: true } }}>
            <AccordionSummary expandIcon={<ExpandIcon />}>
              <Typography variant="body2">As JSON</Typography>
            </AccordionSummary>
            <AccordionDetails>
              <JsonDiff before={before} after={after} />
            </AccordionDetails>
          </Accordion>
          {from !== 'draft' && <RevisionActions noun={noun} record={record} revision={from} body={before} />}
        </Stack>
      )}
    </Loaded>
  );
};

/** What is compared before anything is chosen: the newest change. */
const newestChange = ({ draft }: DocumentRecord, revisions: readonly RevisionRecord[]): Ends => {
  const [newest, older = newest] = revisions.map(({ number }) => String(number));
  return draft ? { from: newest!, to: 'draft' } : { from: older!, to: newest! };
};

const History = ({ noun, record, revisions }: Props & { revisions: readonly RevisionRecord[] }) => {
  const [ends, setEnds] = useState(() => newestChange(record, revisions));
  return (
    <Stack spacing={2}>
      <Timeline record={record} revisions={revisions} ends={ends} onChange={setEnds} />
      <Comparison noun={noun} record={record} {...ends} />
    </Stack>
  );
};

/** Every revision there was, any two compared. */
export const Versions = ({ noun, record }: Props) => {
  const revisions = useView<RevisionRecord[]>(`${noun.resource}/${encodeURIComponent(record.key)}/revisions`);
  return (
    <Section title="Versions" hint="Choose two to compare: from the left dot to the right one.">
      <Loaded view={revisions} rows={2}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState
              title="Nothing published yet"
              why="Each publish keeps a revision with its author and reason, so that any two can be compared."
            />
          ) : (
            <History
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
