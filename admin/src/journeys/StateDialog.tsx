import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useId } from 'react';
import { formatCount, humanize } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';
import type { CountedState } from './graph.ts';

type Standing = { id: string; state: string; since: string };

const most = 100;

const Customers = ({ customers }: { customers: readonly Standing[] }) => (
  <Table size="small" aria-label="Customers in this state">
    <TableHead>
      <TableRow>
        <TableCell>Customer</TableCell>
        <TableCell>State</TableCell>
        <TableCell>Since</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {customers.map(({ id, state, since }) => (
        <TableRow key={id}>
          <TableCell component="th" scope="row">
            <RecordLink resource="customers" id={id}>
              {id}
            </RecordLink>
          </TableCell>
          <TableCell>{state}</TableCell>
          <TableCell>
            <Time at={since} />
          </TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

/** Who stands in a state now, the newest arrivals first. */
export const StateDialog = ({
  journey,
  state,
  onClose,
}: {
  journey: string;
  state: CountedState;
  onClose: () => void;
}) => {
  const heading = useId();
  const [key, path] = [journey, state.path].map(encodeURIComponent);
  const view = useView<Standing[]>(`journeys/${key}/states/${path}/customers?limit=${most}`);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={heading}>
      <DialogTitle id={heading}>Customers in “{humanize(state.name)}”</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="text.secondary" gutterBottom>
          {state.customers > most
            ? `The ${most} who came last, of ${formatCount(state.customers)}.`
            : `${formatCount(state.customers)} now, the newest arrivals first.`}
        </Typography>
        <Loaded view={view} rows={3}>
          {(customers) =>
            customers.length === 0 ? (
              <Typography variant="body2">Nobody is here now.</Typography>
            ) : (
              <Customers customers={customers} />
            )
          }
        </Loaded>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button autoFocus onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
};
