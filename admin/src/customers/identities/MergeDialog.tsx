import { Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import { postJson } from '../../api.ts';
import { useAction } from '../../document/use-action.ts';
import { Failure } from '../../ui/Loaded.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import type { CustomerRecord } from '../types.ts';
import { CustomerSearch } from './CustomerSearch.tsx';
import { isCustomer, keptInAudit, named } from './named.ts';

type Props = { customer: CustomerRecord; onClose: () => void };

const eventsOf = ({ counters }: CustomerRecord): number =>
  Object.values(counters.events).reduce((sum, count) => sum + count, 0);

/** What comes together, before anybody says so. */
const Preview = ({ from, into }: { from: CustomerRecord; into: CustomerRecord }) => (
  <Stack component="ul" sx={{ my: 1, pl: 2.5 }}>
    <li>
      <Typography variant="body2">
        {eventsOf(into)} events and {into.counters.orders} orders of {into.id}, and {eventsOf(from)} events
        and {from.counters.orders} orders of {from.id}, folded in order of time.
      </Typography>
    </li>
    <li>
      <Typography variant="body2">
        Known as {[...new Set([...into.identities, ...from.identities])].join(', ')}.
      </Typography>
    </li>
    <li>
      <Typography variant="body2">
        Experiments go on with what was seen first; journeys with where {into.id} is, else where {from.id} is.
      </Typography>
    </li>
  </Stack>
);

/** Says that two are one: somebody else is this customer, or this visitor is a customer. */
export const MergeDialog = ({ customer, onClose }: Props) => {
  const [other, setOther] = useState<CustomerRecord | null>(null);
  const refresh = useRefresh();
  const notify = useNotify();
  const takesIn = isCustomer(customer.id);
  const pair = other && (takesIn ? { from: other, into: customer } : { from: customer, into: other });
  const merge = useAction(async (reason: string) => {
    if (pair === null) return;
    const [from, into] = [named(pair.from.id), named(pair.into.id)];
    await postJson('customers/merge', { from, into, reason });
    notify(`${pair.from.id} is ${pair.into.id} now.`, { type: 'success' });
    refresh();
    onClose();
  });
  return (
    <ReasonDialog
      title={takesIn ? `Who else is ${customer.id}?` : `Which customer is ${customer.id}?`}
      confirm="Merge"
      kept={keptInAudit}
      pending={merge.pending}
      blocked={pair === null ? 'Choose a customer first.' : undefined}
      onConfirm={merge.run}
      onClose={onClose}
    >
      {merge.error !== undefined && <Failure error={merge.error} />}
      <CustomerSearch
        label="Customer"
        fits={({ id }) => id !== customer.id && (takesIn || isCustomer(id))}
        onChoose={setOther}
      />
      {pair && <Preview {...pair} />}
    </ReasonDialog>
  );
};
