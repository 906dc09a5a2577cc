import { Button, Stack } from '@mui/material';
import { DataTable } from 'react-admin';
import { CustomerLink } from '../ui/CustomerLink.tsx';
import { DemoChip } from '../ui/DemoChip.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount, formatMoney } from '../ui/format.ts';
import { ResourceList } from '../ui/ResourceList.tsx';
import { Time } from '../ui/Time.tsx';
import type { CustomerRecord } from './types.ts';

export const CustomerList = () => (
  <ResourceList
    title="Customers"
    subtitle="Everyone who was ever seen, with or without a customer id."
    resource="customers"
    sort={{ field: 'lastSeenAt', order: 'DESC' }}
    search="Customer or anonymous id"
    empty={
      <EmptyState
        title="No customer found"
        why="A customer appears with the first event or decision that names them. Search takes whole ids and their beginnings."
        action={
          <Button href="/api/docs" target="_blank" rel="noopener" variant="contained">
            Open the API docs
          </Button>
        }
      />
    }
  >
    <DataTable<CustomerRecord> bulkActionButtons={false} rowClick="show">
      <DataTable.Col<CustomerRecord>
        source="id"
        label="Customer"
        disableSort
        render={({ id, demo }) => (
          <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
            <CustomerLink id={id} />
            {demo && <DemoChip />}
          </Stack>
        )}
      />
      <DataTable.Col<CustomerRecord>
        source="engagement.score"
        label="Engagement"
        sortByOrder="DESC"
        align="right"
        render={({ engagement }) => engagement.score.toFixed(0)}
      />
      <DataTable.Col<CustomerRecord>
        label="Orders"
        disableSort
        align="right"
        render={({ counters }) => formatCount(counters.orders)}
      />
      <DataTable.Col<CustomerRecord>
        label="Order value"
        disableSort
        align="right"
        render={({ counters }) => (counters.orderValue ? formatMoney(counters.orderValue) : '–')}
      />
      <DataTable.Col<CustomerRecord>
        source="lastSeenAt"
        label="Last seen"
        render={({ lastSeenAt }) => <Time at={lastSeenAt} />}
      />
    </DataTable>
  </ResourceList>
);
