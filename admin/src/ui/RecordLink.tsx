import { Link } from '@mui/material';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';

/** A link to a record's own screen; the keyboard's way into a row. */
export const RecordLink = ({
  resource,
  id,
  children,
}: {
  resource: string;
  id: string | number;
  children: ReactNode;
}) => (
  <Link
    component={RouterLink}
    to={`/${resource}/${encodeURIComponent(id)}/show`}
    underline="hover"
    sx={{ fontWeight: 600 }}
    onClick={(event) => event.stopPropagation()}
  >
    {children}
  </Link>
);
