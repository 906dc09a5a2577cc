import { Stack, Tab, Tabs } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { useGetOne } from 'react-admin';
import { useParams } from 'react-router';
import type { Kind } from '#schemas/document.ts';
import { JsonEditor } from '../editor/LazyEditor.tsx';
import { Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Section } from '../ui/Section.tsx';
import { DocumentActions } from './DocumentActions.tsx';
import { LoadFailure } from './LoadFailure.tsx';
import { Provenance } from './Provenance.tsx';
import { StatusChips } from './StatusChips.tsx';
import { Summary } from './Summary.tsx';
import type { DocumentRecord, Noun } from './types.ts';
import { Versions } from './Versions.tsx';

type ExtraTab = { label: string; render: (record: DocumentRecord) => ReactNode };
type Props = {
  noun: Noun<Kind>;
  /** The document's key where the address does not say it. */
  id?: string;
  /** Tabs before the ones that every kind has. */
  tabs?: readonly ExtraTab[];
};

const commonTabs = (noun: Noun<Kind>): ExtraTab[] => [
  { label: 'Summary', render: (record) => <Summary noun={noun} record={record} /> },
  {
    label: 'JSON',
    render: (record) => (
      <Section title={record.draft ? 'The draft' : 'What is live'} flush>
        <JsonEditor label={`${noun.one} as JSON`} value={JSON.stringify(record.body, null, 2)} />
      </Section>
    ),
  },
  { label: 'Versions', render: (record) => <Versions noun={noun} record={record} /> },
];

const describe = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'description' in body ? String(body.description) : '';

/** One document: what it says, its JSON, and its history. */
export const DocumentShow = ({ noun, id, tabs: extra = [] }: Props) => {
  const { id: addressed = '' } = useParams();
  const key = id ?? addressed;
  const [tab, setTab] = useState(0);
  const {
    data: record,
    error,
    refetch,
  } = useGetOne<DocumentRecord>(noun.resource, { id: key }, { retry: false });
  if (record === undefined)
    return error ? <LoadFailure noun={noun} id={key} error={error} retry={refetch} /> : <Placeholder />;
  const tabs = [...extra, ...commonTabs(noun)];
  return (
    <>
      <PageHeader
        title={id === undefined ? record.name : noun.many}
        {...(id === undefined && { parent: { label: noun.many, to: `/${noun.resource}` } })}
        subtitle={
          <>
            {describe(record.body) || <code>{record.key}</code>}
            <Provenance record={record} />
          </>
        }
        badges={<StatusChips record={record} />}
        actions={<DocumentActions noun={noun} record={record} />}
      />
      <Tabs value={tab} onChange={(_, next: number) => setTab(next)} aria-label={`Views of the ${noun.one}`}>
        {tabs.map(({ label }, index) => (
          <Tab key={label} label={label} id={`tab-${index}`} aria-controls="tab-panel" />
        ))}
      </Tabs>
      <Stack id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} spacing={2} sx={{ pt: 2, pb: 4 }}>
        {tabs[tab]?.render(record)}
      </Stack>
    </>
  );
};
