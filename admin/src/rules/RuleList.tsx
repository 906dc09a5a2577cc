import { Chip, Stack } from '@mui/material';
import { DataTable } from 'react-admin';
import type { Action } from '#schemas/action.ts';
import { actionsOf } from '#schemas/rule.ts';
import { bodyOf } from '../document/body.ts';
import { DocumentList } from '../document/DocumentList.tsx';
import type { DocumentRecord } from '../document/types.ts';
import { PlacementFacet } from '../placements/PlacementFacet.tsx';
import { humanize } from '../ui/format.ts';
import { ruleNoun } from './noun.ts';

const actionsIn = (record: DocumentRecord): Action[] => {
  const rule = bodyOf('rule', record.body);
  return rule ? actionsOf(rule) : [];
};

const distinct = (values: (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

const Chips = ({ values }: { values: string[] }) => (
  <Stack direction="row" useFlexGap sx={{ gap: 0.5, flexWrap: 'wrap' }}>
    {values.map((value) => (
      <Chip key={value} size="small" label={humanize(value)} sx={{ maxWidth: 172 }} />
    ))}
  </Stack>
);

export const RuleList = () => (
  <DocumentList noun={ruleNoun} sort={{ field: 'priority', order: 'DESC' }} facets={<PlacementFacet />}>
    <DataTable.Col<DocumentRecord>
      label="Placements"
      disableSort
      render={(record) => (
        <Chips
          values={distinct(
            actionsIn(record).map((action) => ('placement' in action ? action.placement : undefined)),
          )}
        />
      )}
    />
    <DataTable.Col<DocumentRecord>
      label="Actions"
      disableSort
      render={(record) => <Chips values={distinct(actionsIn(record).map(({ type }) => type))} />}
    />
    <DataTable.Col<DocumentRecord>
      label="Priority"
      source="priority"
      align="right"
      render={(record) => bodyOf('rule', record.body)?.priority ?? '–'}
    />
  </DocumentList>
);
