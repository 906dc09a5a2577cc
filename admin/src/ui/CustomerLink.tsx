import { Typography } from '@mui/material';
import { subjectOf } from './identity.ts';
import { RecordLink } from './RecordLink.tsx';

/** A customer by name, which leads to them, with the whole identity below. */
export const CustomerLink = ({ id }: { id: string }) => (
  <span>
    <RecordLink resource="customers" id={id}>
      {subjectOf(id)}
    </RecordLink>
    <Typography
      variant="caption"
      color="text.secondary"
      component="div"
      sx={{ minWidth: 120, overflowWrap: 'anywhere' }}
    >
      {id}
    </Typography>
  </span>
);
