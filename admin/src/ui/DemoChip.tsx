import { Chip, Tooltip } from '@mui/material';

const madeUp = { label: 'demo', why: 'Made up, and gone when the demo shop is removed.' };
const starter = {
  label: 'starter',
  why: 'Came with the demo shop and stays without it: yours to change or archive.',
};

/** Marks what the demo shop brought; documents outlive its data. */
export const DemoChip = ({ stays = false }: { stays?: boolean }) => {
  const { label, why } = stays ? starter : madeUp;
  return (
    <Tooltip title={why} describeChild>
      <Chip size="small" color={stays ? 'default' : 'warning'} variant="outlined" label={label} />
    </Tooltip>
  );
};
