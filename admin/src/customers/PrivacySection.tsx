import { Alert, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { Confirm, useNotify, useRedirect, useRefresh } from 'react-admin';
import { Link } from 'react-router';
import { fileAddress, postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { WhatGoes } from '../privacy/WhatGoes.tsx';
import { formatTime } from '../ui/format.ts';
import { Failure } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';

type Kind = 'erasure' | 'restriction' | 'lifting';

const words = {
  restriction: {
    verb: 'Restrict',
    doing: 'Restricting',
    done: 'Restricted: the data are kept, and nothing is decided by them.',
  },
  lifting: {
    verb: 'Lift the restriction',
    doing: 'Lifting the restriction',
    done: 'Lifted: the data are used again, as far as this person agrees.',
  },
  erasure: {
    verb: 'Erase',
    doing: 'Erasing',
    done: 'The erasure is on record: here is how far it is, and what it removed.',
  },
} as const satisfies Record<Kind, object>;

const abouts: Readonly<Record<Kind, ReactNode>> = {
  restriction: 'The data are kept, and nothing is decided by them any more. The request stays on record.',
  lifting:
    'The data are used again, as far as this person agrees. They must be told before (GDPR, Article 18). It stays on record.',
  erasure: <WhatGoes />,
};

const prefix = 'customer_id:';

/** A request is put on record first, and carried out at once; gives the request. */
const carriedOut = async (type: 'erasure' | 'restriction', customerId: string): Promise<string> => {
  const { id } = await postJson<{ id: string }>('privacy-requests', { type, customer_id: customerId });
  await postJson(`privacy-requests/${id}/carry-out`, {});
  return id;
};

const useWork = (id: string, customerId: string) => {
  const notify = useNotify();
  const redirect = useRedirect();
  const refresh = useRefresh();
  return useAction(async (kind: Kind) => {
    const request = kind === 'lifting' ? undefined : await carriedOut(kind, customerId);
    if (request === undefined)
      await postJson(`customers/${encodeURIComponent(id)}/restriction`, { restricted: false });
    notify(words[kind].done, { type: 'success' });
    // the person is gone: what stays is the request, which tells how far the erasure is
    if (kind === 'erasure') redirect(`/privacy-requests/${request}/show`);
    else refresh();
  });
};

type Props = {
  id: string;
  identities: readonly string[];
  /** Since when the processing is restricted, if it is. */
  restrictedAt?: string | null | undefined;
};

/** What a person may ask for, done from here: all that is kept, no more decisions, or nothing left. */
export const PrivacySection = ({ id, identities, restrictedAt = null }: Props) => {
  const [asked, setAsked] = useState<Kind | null>(null);
  const [working, setWorking] = useState<Kind>('restriction');
  const customerId = identities.find((identity) => identity.startsWith(prefix))?.slice(prefix.length);
  const work = useWork(id, customerId ?? '');
  const offered = [restrictedAt === null ? 'restriction' : 'lifting', 'erasure'] as const;
  const carryOut = (kind: Kind): void => {
    setAsked(null);
    setWorking(kind);
    void work.run(kind);
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
        {restrictedAt !== null && (
          <Alert severity="warning" variant="outlined">
            Restricted since {formatTime(restrictedAt)}: the data are kept, and nothing is decided by them.
          </Alert>
        )}
        <Stack direction="row" useFlexGap sx={{ gap: 1, flexWrap: 'wrap' }}>
          <Button
            variant="outlined"
            href={fileAddress(`customers/${encodeURIComponent(id)}/export`)}
            download
          >
            Export
          </Button>
          {offered.map((kind) => (
            <Button
              key={kind}
              variant="outlined"
              color={kind === 'erasure' ? 'error' : 'primary'}
              disabled={(customerId === undefined && kind !== 'lifting') || work.pending}
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
        {work.pending && <LinearProgress aria-label={words[working].doing} />}
        {work.error !== undefined && <Failure error={work.error} />}
      </Stack>
      <Confirm
        isOpen={asked !== null}
        title={asked === null ? '' : `${words[asked].verb} ${id}?`}
        content={asked === null ? '' : abouts[asked]}
        confirm={asked === null ? '' : words[asked].verb}
        confirmColor={asked === 'erasure' ? 'warning' : 'primary'}
        onConfirm={() => asked !== null && carryOut(asked)}
        onClose={() => setAsked(null)}
      />
    </Section>
  );
};
