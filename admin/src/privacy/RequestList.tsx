import AddIcon from '@mui/icons-material/Add';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { DataTable } from 'react-admin';
import { CustomerLink } from '../ui/CustomerLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { humanize } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { ResourceList } from '../ui/ResourceList.tsx';
import { Time } from '../ui/Time.tsx';
import { CreateDialog } from './CreateDialog.tsx';
import { Deadline } from './Deadline.tsx';
import { RequestActions } from './RequestActions.tsx';
import { RetentionSection } from './RetentionSection.tsx';
import { type RequestRecord, words } from './types.ts';

const why = 'What people ask of those who keep their data, and until when they must have an answer.';

const Customer = ({ request: { profileId } }: { request: RequestRecord }) =>
  profileId === null ? <span>–</span> : <CustomerLink id={profileId} />;

/** The privacy requests, the most urgent first. */
export const RequestList = () => {
  const [creating, setCreating] = useState(false);
  const create = (
    <Button variant="contained" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
      New request
    </Button>
  );
  return (
    <>
      <ResourceList
        title="Privacy requests"
        subtitle={why}
        resource="privacy-requests"
        sort={{ field: 'dueAt', order: 'ASC' }}
        actions={create}
        empty={<EmptyState title="Nobody has asked for anything yet" why={why} action={create} />}
      >
        <DataTable<RequestRecord> bulkActionButtons={false} rowClick="show">
          <DataTable.Col<RequestRecord>
            label="Asks for"
            disableSort
            render={({ id, type }) => (
              <RecordLink resource="privacy-requests" id={id}>
                {words[type].name}
              </RecordLink>
            )}
          />
          <DataTable.Col<RequestRecord>
            label="Left"
            disableSort
            render={(request) => <Deadline request={request} />}
          />
          <DataTable.Col<RequestRecord>
            label="Customer"
            disableSort
            render={(request) => <Customer request={request} />}
          />
          <DataTable.Col<RequestRecord> label="State" disableSort render={({ state }) => humanize(state)} />
          <DataTable.Col<RequestRecord>
            source="receivedAt"
            label="Received"
            render={({ receivedAt }) => <Time at={receivedAt} />}
          />
          <DataTable.Col<RequestRecord>
            source="dueAt"
            label="Due"
            render={({ dueAt }) => <Time at={dueAt} />}
          />
          <DataTable.Col<RequestRecord>
            label={<span>Actions</span>}
            disableSort
            align="right"
            // in one line: rows stay low where the table scrolls
            sx={{ minWidth: 330 }}
            render={(request) => <RequestActions request={request} />}
          />
        </DataTable>
      </ResourceList>
      <Box sx={{ mt: 2, pb: 4 }}>
        <RetentionSection />
      </Box>
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </>
  );
};
