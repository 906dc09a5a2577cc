import { Button, Chip } from '@mui/material';
import { DataTable } from 'react-admin';
import { Link } from 'react-router';
import { EmptyState } from '../ui/EmptyState.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { ResourceList } from '../ui/ResourceList.tsx';
import { Time } from '../ui/Time.tsx';
import { Counters } from './Counters.tsx';
import type { ReleaseRecord } from './types.ts';

const NumberCell = ({ release: { id, number, current } }: { release: ReleaseRecord }) => (
  <>
    <RecordLink resource="releases" id={id}>
      Release {number}
    </RecordLink>{' '}
    {current && <Chip size="small" color="success" variant="outlined" label="in force" />}
  </>
);

export const ReleaseList = () => (
  <>
    <ResourceList
      title="Releases"
      subtitle="Each publish makes a numbered, immutable picture of the whole configuration."
      resource="releases"
      sort={{ field: 'number', order: 'DESC' }}
      empty={
        <EmptyState
          title="Nothing was published here"
          why="A release appears as soon as the first rule is published in this environment."
          action={
            <Button component={Link} to="/rules" variant="contained">
              Go to the rules
            </Button>
          }
        />
      }
    >
      <DataTable<ReleaseRecord> bulkActionButtons={false} rowClick="show">
        <DataTable.Col<ReleaseRecord>
          source="number"
          label="Release"
          render={(release) => <NumberCell release={release} />}
        />
        <DataTable.Col<ReleaseRecord> source="reason" label="Reason" disableSort />
        <DataTable.Col<ReleaseRecord> source="documents" label="Documents" align="right" disableSort />
        <DataTable.Col<ReleaseRecord> source="author" label="Author" disableSort />
        <DataTable.Col<ReleaseRecord>
          label="Published"
          disableSort
          render={({ createdAt }) => <Time at={createdAt} />}
        />
      </DataTable>
    </ResourceList>
    <Counters />
  </>
);
