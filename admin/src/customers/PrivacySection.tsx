import { Button, LinearProgress, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { Confirm, useNotify, useRedirect, useRefresh } from 'react-admin';
import { Link } from 'react-router';
import { fileAddress, postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { WhatGoes } from '../privacy/WhatGoes.tsx';
import { Failure } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';

type Kind = 'erasure' | 'restriction';

const words = {
  restriction: {
    verb: 'Restrict',
    doing: 'Restricting',
    done: 'Restricted: the data are kept, and nothing is decided by them.',
  },
  erasure: {
    verb: 'Erase',
    doing: 'Erasing',
    done: 'The erasure is on record: here is how far it is, and what it removed.',
  },
} as const satisfies Record<Kind, object>;

const About = ({ kind }: { kind: Kind }) =>
  kind === 'erasure' ? (
    <WhatGoes />
  ) : (
    'The data are kept, and nothing is decided by them any more. The request stays on record.'
  );

const prefix = 'customer_id:';

/** A request is put on record first, and carried out at once. */
const useRequest = (customerId: string) => {
  const notify = useNotify();
  const redirect = useRedirect();
  const refresh = useRefresh();
  return useAction(async (kind: Kind) => {
    const { id } = await postJson<{ id: string }>('privacy-requests', {
      type: kind,
      customer_id: customerId,
    });
    await postJson(`privacy-requests/${id}/carry-out`, {});
    notify(words[kind].done, { type: 'success' });
    // the person is gone: what stays is the request, which tells how far the erasure is
    if (kind === 'erasure') redirect(`/privacy-requests/${id}/show`);
    else refresh();
  });
};

/** What a person may ask for, done from here: all that is kept, no more decisions, or nothing left. */
export const PrivacySection = ({ id, identities }: { id: string; identities: readonly string[] }) => {
  const [asked, setAsked] = useState<Kind | null>(null);
  const [working, setWorking] = useState<Kind>('restriction');
  const customerId = identities.find((identity) => identity.startsWith(prefix))?.slice(prefix.length);
  const request = useRequest(customerId ?? '');
  const carryOut = (kind: Kind): void => {
    setAsked(null);
    setWorking(kind);
    void request.run(kind);
  };
  return (
    <Section
      title="Privacy"
      actions={
        <Button component={Link} to="/privacy-requests" size="small">
          All requests
        </Button>
      }
    >
      <Stack spacing={1.5}>
        <Stack direction="row" useFlexGap sx={{ gap: 1, flexWrap: 'wrap' }}>
          <Button
            variant="outlined"
            href={fileAddress(`customers/${encodeURIComponent(id)}/export`)}
            download
          >
            Export
          </Button>
          {(['restriction', 'erasure'] as const).map((kind) => (
            <Button
              key={kind}
              variant="outlined"
              color={kind === 'erasure' ? 'error' : 'primary'}
              disabled={customerId === undefined || request.pending}
              onClick={() => setAsked(kind)}
            >
              {words[kind].verb} …
            </Button>
          ))}
        </Stack>
        {customerId === undefined && (
          <Typography variant="body2" color="text.secondary">
            A visitor without a customer id can be exported. Requests are made by those who are known.
          </Typography>
        )}
        {request.pending && <LinearProgress aria-label={words[working].doing} />}
        {request.error !== undefined && <Failure error={request.error} />}
      </Stack>
      <Confirm
        isOpen={asked !== null}
        title={asked === null ? '' : `${words[asked].verb} ${id}?`}
        content={asked === null ? '' : <About kind={asked} />}
        confirm={asked === null ? '' : words[asked].verb}
        confirmColor={asked === 'erasure' ? 'warning' : 'primary'}
        onConfirm={() => asked !== null && carryOut(asked)}
        onClose={() => setAsked(null)}
      />
    </Section>
  );
};
