import { Button } from '@mui/material';
import { PlacementFacet } from '../placements/PlacementFacet.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ResourceList } from '../ui/ResourceList.tsx';
import { DecisionTable } from './DecisionTable.tsx';

export const DecisionList = () => (
  <ResourceList
    title="Decisions"
    subtitle="What was answered to whom, and why: each can be explained to the last condition."
    resource="decisions"
    sort={{ field: 'at', order: 'DESC' }}
    search="Customer id"
    filters={<PlacementFacet />}
    empty={
      <EmptyState
        title="No decisions yet"
        why="They appear here as soon as a storefront asks POST /api/v1/personalization/experience."
        action={
          <Button href="/api/docs" target="_blank" rel="noopener" variant="contained">
            Open the API docs
          </Button>
        }
      />
    }
  >
    <DecisionTable />
  </ResourceList>
);
