import { Box } from '@mui/material';
import type { Fault } from '../../document/faults.ts';

/** What is wrong with a node, right below it. */
export const NodeFaults = ({ id, faults }: { id: string; faults: readonly Fault[] }) => (
  <Box
    component="ul"
    id={id}
    sx={{ listStyle: 'none', m: 0, mt: 0.5, p: 0, color: 'error.main', fontSize: '0.8rem' }}
  >
    {faults.map(({ path, message }) => (
      <li key={`${path.join('/')}${message}`}>{message}</li>
    ))}
  </Box>
);
