import { Typography } from '@mui/material';
import { DataTable } from 'react-admin';
import { auditActions } from '#schemas/audit.ts';
import { useRetention } from '../settings/use-retention.ts';
import { CustomerLink } from '../ui/CustomerLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Facet } from '../ui/Facet.tsx';
import { formatCount } from '../ui/format.ts';
import { ResourceList } from '../ui/ResourceList.tsx';
import { TextFacet } from '../ui/TextFacet.tsx';
import { Time } from '../ui/Time.tsx';
import { TimeFacet } from './TimeFacet.tsx';
import { type AuditRecord, actionWords, detailText } from './words.ts';

const actions = auditActions.map((action) => ({ label: actionWords[action], value: action }));

const about = 'Who did what, and when: exports, erasures, releases, keys and more.';

/** The settings say for how long. */
const usePurpose = (): string => {
  const days = useRetention()?.audit;
  return days === undefined ? about : `${about} Entries stay for ${formatCount(days)} days.`;
};

/** Customers are named for as long as something is kept about them. */
const Subject = ({ subject, customer }: AuditRecord) => {
  if (customer !== undefined) return <CustomerLink id={customer} />;
  const isErased = subject.startsWith('subject:');
  return (
    <Typography variant="body2" sx={{ minWidth: 120, overflowWrap: 'anywhere' }}>
      {isErased ? 'someone who was erased' : subject}
    </Typography>
  );
};

/** The audit log, the newest first, narrowed by what was done, by whom, about whom and when. */
export const AuditList = () => (
  <ResourceList
    title="Audit log"
    subtitle={usePurpose()}
    resource="audit"
    sort={{ field: 'at', order: 'DESC' }}
    filters={
      <>
        <Facet source="action" label="What" choices={actions} />
        <TextFacet source="actor" label="Who" />
        <TextFacet source="subject" label="About" />
        <TimeFacet source="since" label="From" />
        <TimeFacet source="until" label="To" />
      </>
    }
    empty={
      <EmptyState
        title="Nothing is on record yet"
        why="Whatever people and programs change, take out or erase is written down here."
      />
    }
  >
    <DataTable<AuditRecord> bulkActionButtons={false} rowClick={false}>
      <DataTable.Col<AuditRecord>
        source="at"
        label="When"
        disableSort
        sx={{ minWidth: 120 }}
        render={({ at }) => <Time at={at} />}
      />
      <DataTable.Col<AuditRecord> source="actor" label="Who" disableSort />
      <DataTable.Col<AuditRecord>
        source="action"
        label="What"
        disableSort
        render={({ action }) => actionWords[action]}
      />
      <DataTable.Col<AuditRecord>
        source="subject"
        label="About"
        disableSort
        render={(record) => <Subject {...record} />}
      />
      <DataTable.Col<AuditRecord>
        source="detail"
        label="Detail"
        disableSort
        sx={{ minWidth: 240, overflowWrap: 'anywhere' }}
        render={({ detail }) => detailText(detail)}
      />
    </DataTable>
  </ResourceList>
);
