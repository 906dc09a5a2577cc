import { Button, LinearProgress, Stack } from '@mui/material';
import { useState } from 'react';
import { Confirm, useNotify, useRefresh } from 'react-admin';
import { isExtendable } from '#server/domain/privacy/deadline.ts';
import { fileAddress, postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { Failure } from '../ui/Loaded.tsx';
import { NoteDialog } from './NoteDialog.tsx';
import { RightValues } from './RightValues.tsx';
import { type RequestRecord, words } from './types.ts';
import { WhatGoes } from './WhatGoes.tsx';

type Verb = 'carry-out' | 'extend' | 'complete' | 'refuse';

const noted = {
  extend: {
    title: 'Move the deadline',
    about: 'The law lets it be moved once, and the person must be told why.',
    label: 'Why it takes longer',
    confirm: 'Move',
  },
  complete: {
    title: 'Complete the request',
    about: 'The person has the answer.',
    label: 'How it was answered',
    confirm: 'Complete',
  },
  refuse: {
    title: 'Refuse the request',
    about: 'The person must be told why, and how to complain.',
    label: 'Reason',
    confirm: 'Refuse',
  },
} as const;

const done: Record<Verb, string> = {
  'carry-out': 'It is carried out.',
  extend: 'The deadline is moved.',
  complete: 'The request is completed.',
  refuse: 'The request is refused.',
};

const mayCarryOut = ({ state, type, profileId, shop }: RequestRecord): boolean =>
  state === 'open' && type !== 'access' && (profileId !== null || shop !== undefined);

/** Shopify's deadline is its own, and no law moves that of an opt-out. */
const mayExtend = (request: RequestRecord): boolean =>
  !request.extended && request.source !== 'shopify' && isExtendable(request);

/** What can be done with a request that waits for its answer. */
export const RequestActions = ({ request }: { request: RequestRecord }) => {
  const [asked, setAsked] = useState<Verb | null>(null);
  const notify = useNotify();
  const refresh = useRefresh();
  const acting = useAction(async ({ verb, note }: { verb: Verb; note?: string }) => {
    await postJson(`privacy-requests/${request.id}/${verb}`, note ? { note } : {});
    setAsked(null);
    notify(done[verb], { type: 'success' });
    refresh();
  });
  const close = (): void => {
    acting.reset();
    setAsked(null);
  };
  if (request.state !== 'open' && request.state !== 'carried_out') return null;
  const { name, does } = words[request.type];
  const open = (verb: Verb, label: string) => (
    <Button key={verb} size="small" aria-label={`${label}: ${name}`} onClick={() => setAsked(verb)}>
      {label}
    </Button>
  );
  return (
    // a row's own click leads to the request; what is done here does not
    <Stack
      direction="row"
      onClick={(event) => event.stopPropagation()}
      sx={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}
    >
      {request.type === 'access' && request.profileId !== null && (
        <Button
          size="small"
          href={fileAddress(`customers/${encodeURIComponent(request.profileId)}/export`)}
          download
        >
          Download
        </Button>
      )}
      {mayCarryOut(request) && open('carry-out', 'Carry out')}
      {open('complete', 'Complete')}
      {mayExtend(request) && open('extend', 'Extend')}
      {open('refuse', 'Refuse')}
      <Confirm
        isOpen={asked === 'carry-out'}
        title={`Carry out: ${name}`}
        content={
          <>
            {acting.error !== undefined && <Failure error={acting.error} />}
            {request.type === 'erasure' ? <WhatGoes /> : does}
            {request.traits !== undefined && <RightValues traits={request.traits} />}
            {acting.pending && <LinearProgress aria-label={`Carrying out: ${name}`} sx={{ mt: 2 }} />}
          </>
        }
        loading={acting.pending}
        confirm="Carry out"
        onConfirm={() => acting.run({ verb: 'carry-out' })}
        onClose={close}
      />
      {asked !== null && asked !== 'carry-out' && (
        <NoteDialog
          {...noted[asked]}
          pending={acting.pending}
          error={acting.error}
          onConfirm={(note) => acting.run({ verb: asked, note })}
          onClose={close}
        />
      )}
    </Stack>
  );
};
