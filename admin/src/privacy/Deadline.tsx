import { Chip } from '@mui/material';
import { daysLeft } from './days-left.ts';
import type { RequestRecord } from './types.ts';

/** How long a request may still wait, or what became of it. */
export const Deadline = ({ request }: { request: RequestRecord }) => {
  const { text, color } = daysLeft(request, new Date());
  return <Chip size="small" variant="outlined" color={color} label={text} />;
};
