import { DataTable } from 'react-admin';
import { EmptyState } from '../ui/EmptyState.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { ResourceList } from '../ui/ResourceList.tsx';
import { Time } from '../ui/Time.tsx';
import { ChooseAll, ChooseRow, ChosenRows } from './Choosing.tsx';
import { doorNames, type QuarantineRecord } from './types.ts';

export const QuarantineList = () => (
  <ResourceList
    title="Quarantine"
    subtitle="Events that could not be taken in: fix them and send them again, or discard them. They stay for 90 days."
    resource="quarantine"
    sort={{ field: 'at', order: 'DESC' }}
    search="Whole profile id"
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
      <DataTable.Col<QuarantineRecord> source="profileId" label="Customer" disableSort />
      <DataTable.Col<QuarantineRecord> source="reason" label="Reason" disableSort />
    </DataTable>
  </ResourceList>
);
