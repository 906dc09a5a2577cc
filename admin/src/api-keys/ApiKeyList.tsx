import AddIcon from '@mui/icons-material/Add';
import { Button, Chip, Stack } from '@mui/material';
import { useState } from 'react';
import { DataTable } from 'react-admin';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ResourceList } from '../ui/ResourceList.tsx';
import { Time } from '../ui/Time.tsx';
import { CreateDialog } from './CreateDialog.tsx';
import { RevokeButton } from './RevokeButton.tsx';
import type { ApiKeyRecord } from './types.ts';

const why = 'A storefront proves with a key that it may ask for decisions and report behavior.';

const NameCell = ({ apiKey }: { apiKey: ApiKeyRecord }) => (
  <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
    <span>{apiKey.name}</span>
    {apiKey.revokedAt && <Chip size="small" color="error" variant="outlined" label="revoked" />}
  </Stack>
);

export const ApiKeyList = () => {
  const [creating, setCreating] = useState(false);
  const create = (
    <Button variant="contained" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
      New key
    </Button>
  );
  return (
    <>
      <ResourceList
        title="API keys"
        subtitle={why}
        resource="api-keys"
        sort={{ field: 'createdAt', order: 'DESC' }}
        actions={create}
        empty={<EmptyState title="No keys yet" why={why} action={create} />}
      >
        <DataTable<ApiKeyRecord> bulkActionButtons={false} rowClick={false}>
          <DataTable.Col<ApiKeyRecord>
            source="name"
            label="Name"
            render={(apiKey) => <NameCell apiKey={apiKey} />}
          />
          <DataTable.Col<ApiKeyRecord>
            label="Begins with"
            disableSort
            render={({ prefix }) => <code>{prefix}…</code>}
          />
          <DataTable.Col<ApiKeyRecord> label="May" disableSort render={({ rights }) => rights.join(', ')} />
          <DataTable.Col<ApiKeyRecord>
            label="Requests a minute"
            disableSort
            align="right"
            render={({ requestsPerMinute }) => requestsPerMinute ?? 'no limit'}
          />
          <DataTable.Col<ApiKeyRecord> source="environment" label="Environment" />
          <DataTable.Col<ApiKeyRecord>
            source="createdAt"
            label="Created"
            render={({ createdAt, createdBy }) => (
              <>
                <Time at={createdAt} /> by {createdBy}
              </>
            )}
          />
          <DataTable.Col<ApiKeyRecord>
            label={<span>Actions</span>}
            disableSort
            align="right"
            render={(apiKey) => (apiKey.revokedAt ? null : <RevokeButton apiKey={apiKey} />)}
          />
        </DataTable>
      </ResourceList>
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </>
  );
};
