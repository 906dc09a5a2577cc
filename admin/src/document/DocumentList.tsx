import AddIcon from '@mui/icons-material/Add';
import { Box, Button, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { DataTable, type SortPayload } from 'react-admin';
import { Link } from 'react-router';
import type { Kind } from '#schemas/document.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { ResourceList } from '../ui/ResourceList.tsx';
import { Time } from '../ui/Time.tsx';
import { StatusChips } from './StatusChips.tsx';
import { StatusFacet } from './StatusFacet.tsx';
import type { DocumentRecord, Noun } from './types.ts';

const CreateButton = ({ noun }: { noun: Noun<Kind> }) => (
  <Button component={Link} to={`/${noun.resource}/create`} variant="contained" startIcon={<AddIcon />}>
    New {noun.one}
  </Button>
);

const NameCell = ({ noun, record }: { noun: Noun<Kind>; record: DocumentRecord }) => (
  <Box sx={{ py: 0.5, minWidth: 200, overflowWrap: 'anywhere' }}>
    <RecordLink resource={noun.resource} id={record.id}>
      {record.name}
    </RecordLink>
    <Typography variant="caption" component="div" color="text.secondary" sx={{ fontFamily: 'monospace' }}>
      {record.key}
    </Typography>
  </Box>
);

const UpdatedCell = ({ record: { updatedAt, author } }: { record: DocumentRecord }) => (
  <Box sx={{ minWidth: 100, maxWidth: 170 }}>
    <Time at={updatedAt} />
    <Typography variant="caption" component="div" color="text.secondary" noWrap title={author ?? ''}>
      {author}
    </Typography>
  </Box>
);

type Props = {
  noun: Noun<Kind>;
  /** By name without it. */
  sort?: SortPayload;
  /** Facets beside the status. */
  facets?: ReactNode;
  /** Beside the button that creates one. */
  actions?: ReactNode;
  children?: ReactNode;
};

/** All documents of a kind; columns of its own come between name and status. */
export const DocumentList = ({ noun, sort, facets, actions, children }: Props) => (
  <ResourceList
    title={noun.many}
    subtitle={noun.purpose}
    resource={noun.resource}
    search={`Search ${noun.many.toLowerCase()}`}
    {...(sort && { sort })}
    filters={
      <>
        <StatusFacet />
        {facets}
      </>
    }
    actions={
      <>
        {actions}
        <CreateButton noun={noun} />
      </>
    }
    empty={
      <EmptyState
        title={`No ${noun.many.toLowerCase()} here`}
        why={noun.purpose}
        action={<CreateButton noun={noun} />}
      />
    }
  >
    <DataTable<DocumentRecord>
      bulkActionButtons={false}
      rowClick="show"
      sx={{ '& .MuiTableCell-root': { px: 1.5 } }}
    >
      <DataTable.Col<DocumentRecord>
        source="name"
        label="Name"
        render={(record) => <NameCell noun={noun} record={record} />}
      />
      {children}
      <DataTable.Col<DocumentRecord>
        source="status"
        label="Status"
        render={(record) => (
          <Box sx={{ maxWidth: 132 }}>
            <StatusChips record={record} />
          </Box>
        )}
      />
      <DataTable.Col<DocumentRecord>
        source="updatedAt"
        label="Updated"
        render={(record) => <UpdatedCell record={record} />}
      />
    </DataTable>
  </ResourceList>
);
