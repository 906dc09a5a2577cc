import { Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useNames } from '../names/use-names.ts';
import { type DrawnJourney, transitionPhrase } from './graph.ts';

/** Every arrow of the machine, in words. */
export const TransitionTable = ({ journey }: { journey: DrawnJourney }) => {
  const nameOf = useNames();
  return (
    <Table size="small" aria-label="Transitions">
      <TableHead>
        <TableRow>
          <TableCell>From</TableCell>
          <TableCell>When</TableCell>
          <TableCell>To</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {journey.transitions.map((transition) => (
          <TableRow key={JSON.stringify(transition)}>
            <TableCell>{transition.from || 'any state'}</TableCell>
            <TableCell>{transitionPhrase(transition, nameOf)}</TableCell>
            <TableCell>{transition.to}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
