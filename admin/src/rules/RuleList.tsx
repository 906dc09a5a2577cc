import { Alert, Button } from '@mui/material';
import { useGetList } from 'react-admin';
import { Link } from 'react-router';
import type { RuleActivity, RuleAudiences } from '#schemas/rule-activity.ts';
import type { DocumentRecord } from '../document/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount } from '../ui/format.ts';
import { ResourceList } from '../ui/ResourceList.tsx';
import { useView } from '../ui/use-view.ts';
import { BulkActions } from './list/BulkActions.tsx';
import { useColumns } from './list/ColumnMenu.tsx';
import { RuleFacets } from './list/RuleFacets.tsx';
import { RuleListActions } from './list/RuleListActions.tsx';
import { RuleTable } from './list/RuleTable.tsx';
import type { Told } from './list/types.ts';
import { useReorder } from './list/use-reorder.ts';
import { ruleNoun } from './noun.ts';

const byPriority = { field: 'priority', order: 'DESC' as const };
const everything = { pagination: { page: 1, perPage: 1000 }, sort: byPriority, filter: {} };
const minute = 60_000;

/** What the numbers are made from, in one sentence. */
const Basis = ({ activity, audiences }: Told) => {
  if (activity === undefined || audiences === undefined) return null;
  const customers =
    audiences.sample < audiences.population
      ? `a sample of ${formatCount(audiences.sample)} of ${formatCount(audiences.population)} customers`
      : `all ${formatCount(audiences.population)} customers`;
  return (
    <Alert severity="info" variant="outlined" sx={{ mb: 2 }}>
      Audiences are estimated on {customers}; ≤ where a part of the conditions is only known of a request.
      Matches are those of {formatCount(activity.decisions)} decisions in the last 24 hours.
    </Alert>
  );
};

/** All rules, in the order in which they have their say. */
export const RuleList = () => {
  const told: Told = {
    activity: useView<RuleActivity>('rule-activity', { refetchInterval: minute }).value,
    audiences: useView<RuleAudiences>('rule-audiences').value,
  };
  const { data: all = [] } = useGetList<DocumentRecord>('rules', everything, { retry: false });
  const reorder = useReorder(all);
  const { shown } = useColumns();
  const create = (
    <Button component={Link} to="/rules/create" variant="contained">
      New rule
    </Button>
  );
  return (
    <ResourceList
      title={ruleNoun.many}
      subtitle={ruleNoun.purpose}
      resource={ruleNoun.resource}
      search="Search rules"
      sort={byPriority}
      perPage={100}
      scrollsItself
      filters={<RuleFacets />}
      actions={<RuleListActions told={told} undo={reorder.undo} />}
      empty={<EmptyState title="No rules here" why={ruleNoun.purpose} action={create} />}
    >
      <BulkActions />
      <RuleTable columns={shown} told={told} reorder={reorder} />
      <Basis {...told} />
    </ResourceList>
  );
};
