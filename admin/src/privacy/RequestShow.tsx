import { Stack, Typography } from '@mui/material';
import { useGetOne } from 'react-admin';
import { useParams } from 'react-router';
import { CustomerLink } from '../ui/CustomerLink.tsx';
import { FactTable } from '../ui/FactTable.tsx';
import { humanize } from '../ui/format.ts';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { Deadline } from './Deadline.tsx';
import { ErasureSection } from './ErasureSection.tsx';
import { RequestActions } from './RequestActions.tsx';
import { RightValues } from './RightValues.tsx';
import { lawNames, type RequestRecord, words } from './types.ts';

const requestList = { label: 'Privacy requests', to: '/privacy-requests' };

const outcomes = {
  open: 'Nothing is done yet.',
  carried_out: 'It is carried out; the person has no answer yet.',
  completed: 'The person has the answer.',
  refused: 'It was refused, and the person was told why.',
  erased: 'The person was erased before it was answered: nothing is left to do.',
} as const satisfies Record<RequestRecord['state'], string>;

const Who = ({ request: { profileId, shop } }: { request: RequestRecord }) => {
  if (shop !== undefined) return `everyone of the shop ${shop}`;
  return profileId === null ? 'no longer named: the person is erased' : <CustomerLink id={profileId} />;
};

const Facts = ({ request }: { request: RequestRecord }) => (
  <FactTable
    facts={[
      ['Who', <Who key="who" request={request} />],
      ['Reference', request.externalId ?? request.id],
      ['Came by', humanize(request.source)],
      ['Law', lawNames[request.law]],
      ['Received', <Time key="received" at={request.receivedAt} />],
      [
        'Due',
        <span key="due">
          <Time at={request.dueAt} />
          {request.extended && ', moved once'}
        </span>,
      ],
      ...(request.traits === undefined
        ? []
        : [['Right values', <RightValues key="traits" traits={request.traits} />] as const]),
      ['Outcome', outcomes[request.state]],
      ...(request.erasureId === undefined ? [] : [['Erasure', request.erasureId] as const]),
    ]}
  />
);

const Steps = ({ steps }: Pick<RequestRecord, 'steps'>) => (
  <Stack component="ol" aria-label="Steps" spacing={1} sx={{ m: 0, pl: 2.5 }}>
    {steps.map(({ at, by, what, note }) => (
      <li key={`${at} ${what}`}>
        <Typography variant="body2">
          {humanize(what)} by {by}, <Time at={at} />
        </Typography>
        {note !== undefined && (
          <Typography variant="body2" color="text.secondary">
            {note}
          </Typography>
        )}
      </li>
    ))}
  </Stack>
);

/** One privacy request: who asked for what, until when, and what came of it. */
export const RequestShow = () => {
  const { id = '' } = useParams();
  const {
    data: request,
    error,
    refetch,
  } = useGetOne<RequestRecord>('privacy-requests', { id }, { retry: false });
  if (request === undefined)
    return (
      <>
        <PageHeader title="A privacy request" parent={requestList} />
        {error ? <Failure error={error} retry={refetch} /> : <Placeholder rows={3} />}
      </>
    );
  const { name, does } = words[request.type];
  const { type, state } = request;
  const erases =
    state === 'erased' || (type === 'erasure' && (state === 'carried_out' || state === 'completed'));
  return (
    <>
      <PageHeader
        title={`${name} request`}
        parent={requestList}
        subtitle={does}
        badges={<Deadline request={request} />}
        actions={<RequestActions request={request} />}
      />
      <Stack spacing={2} sx={{ pb: 4 }}>
        <Section title="Request">
          <Facts request={request} />
        </Section>
        {erases && <ErasureSection request={request} />}
        <Section title="What was done">
          <Steps steps={request.steps} />
        </Section>
      </Stack>
    </>
  );
};
