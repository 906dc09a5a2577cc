import { DataTable } from 'react-admin';
import { eventSources } from '#schemas/event.ts';
import { quarantineDoors } from '#schemas/quarantine.ts';
import { useRetention } from '../settings/use-retention.ts';
import { CustomerLink } from '../ui/CustomerLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Facet } from '../ui/Facet.tsx';
import { formatCount } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { ResourceList } from '../ui/ResourceList.tsx';
import { TextFacet } from '../ui/TextFacet.tsx';
import { Time } from '../ui/Time.tsx';
import { ChooseAll, ChooseRow, ChosenRows } from './Choosing.tsx';
import { doorNames, type QuarantineRecord } from './types.ts';

const doors = quarantineDoors.map((door) => ({ label: doorNames[door], value: door }));
const sources = eventSources.map((source) => ({ label: source, value: source }));

/** Without a choice the list is of those that wait. */
const states = [{ label: 'discarded', value: 'discarded' }];

const about = 'Events that could not be taken in: fix them and send them again, or discard them.';

/** The settings say for how long. */
const usePurpose = (): string => {
  const days = useRetention()?.quarantine;
  return days === undefined ? about : `${about} They stay for ${formatCount(days)} days.`;
};

/** What was stopped, the newest first, narrowed by whom it is about, why, and where it came in. */
export const QuarantineList = () => (
  <ResourceList
    title="Quarantine"
    subtitle={usePurpose()}
    resource="quarantine"
    sort={{ field: 'at', order: 'DESC' }}
    search="Customer"
    filters={
      <>
        <Facet source="state" label="State" choices={states} everything="waiting" />
        <TextFacet source="reason" label="Reason" />
        <Facet source="door" label="At" choices={doors} />
        <Facet source="source" label="Source" choices={sources} />
      </>
    }
    empty={
      <EmptyState
        title="Nothing was stopped"
        why="Rows of a batch that are at fault, and events that cannot be folded into a profile, wait here. They hold up nothing else."
      />
    }
  >
    <ChosenRows />
    <DataTable<QuarantineRecord> bulkActionButtons={false} rowClick="show">
      <DataTable.Col<QuarantineRecord>
        label={<ChooseAll />}
        disableSort
        render={(record) => <ChooseRow record={record} />}
      />
      <DataTable.Col<QuarantineRecord>
        source="at"
        label="Stopped"
        render={({ id, at }) => (
          <RecordLink resource="quarantine" id={id}>
            <Time at={at} />
          </RecordLink>
        )}
      />
      <DataTable.Col<QuarantineRecord>
        source="door"
        label="At"
        disableSort
        render={({ door }) => doorNames[door]}
      />
      <DataTable.Col<QuarantineRecord>
        source="profileId"
        label="Customer"
        disableSort
        render={({ profileId }) => (profileId === undefined ? '–' : <CustomerLink id={profileId} />)}
      />
      <DataTable.Col<QuarantineRecord> source="reason" label="Reason" disableSort />
    </DataTable>
  </ResourceList>
);
