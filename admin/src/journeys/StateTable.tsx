import { Button, Chip, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useNames } from '../names/use-names.ts';
import { formatCount } from '../ui/format.ts';
import { type CountedState, type DrawnJourney, effectPhrase } from './graph.ts';

const kindOf = ({ initial, type }: CountedState): string | undefined => {
  if (type === 'final') return 'final';
  return initial ? 'initial' : undefined;
};

/** Every state with its customers. */
export const StateTable = ({
  journey,
  onOpen,
}: {
  journey: DrawnJourney;
  /** Shows who stands in a state. */
  onOpen: (state: CountedState) => void;
}) => {
  const nameOf = useNames();
  return (
    <Table size="small" aria-label="States">
      <TableHead>
        <TableRow>
          <TableCell>State</TableCell>
          <TableCell align="right">Customers now</TableCell>
          <TableCell>Effect on decisions</TableCell>
          <TableCell>Description</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {journey.states.map((state) => (
          <TableRow key={state.path}>
            <TableCell component="th" scope="row" sx={{ fontWeight: 600 }}>
              {state.path} {kindOf(state) && <Chip size="small" variant="outlined" label={kindOf(state)} />}
            </TableCell>
            <TableCell align="right">
              <Button
                size="small"
                aria-label={`${formatCount(state.customers)} customers in ${state.path}: show them`}
                onClick={() => onOpen(state)}
              >
                {formatCount(state.customers)}
              </Button>
            </TableCell>
            <TableCell>{effectPhrase(state, nameOf) ?? '–'}</TableCell>
            <TableCell>{state.description ?? '–'}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
