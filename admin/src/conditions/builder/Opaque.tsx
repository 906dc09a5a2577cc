import LockIcon from '@mui/icons-material/LockOutlined';
import { Chip, Tooltip } from '@mui/material';

/** What the builder has no controls for: shown as it is, and kept as it is. */
export const Opaque = ({ value }: { value: unknown }) => (
  <Tooltip
    title="The builder has no controls for this. It is kept as it is; the JSON tab can change it."
    describeChild
  >
    <Chip
      icon={<LockIcon />}
      label={JSON.stringify(value)}
      variant="outlined"
      tabIndex={0}
      sx={{ fontFamily: 'monospace', fontSize: '0.78rem', maxWidth: '100%', justifyContent: 'flex-start' }}
    />
  </Tooltip>
);
