import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { eventPhrase } from '../customers/event-phrase.ts';
import { useNames } from '../names/use-names.ts';
import { CustomerLink } from '../ui/CustomerLink.tsx';
import { humanize } from '../ui/format.ts';
import { Hashed } from '../ui/Hashed.tsx';
import type { LiveEvent } from './types.ts';

/** Many come within a minute. */
const toTheSecond = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium' });

/** Events, the newest first. */
export const LiveTable = ({ events }: { events: readonly LiveEvent[] }) => {
  const nameOf = useNames();
  return (
    <Table size="small" aria-label="Events">
      <TableHead>
        <TableRow>
          <TableCell>At</TableCell>
          <TableCell>Customer</TableCell>
          <TableCell>Behavior</TableCell>
          <TableCell>Data</TableCell>
          <TableCell>Source</TableCell>
          <TableCell align="right">Significance</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {events.map((event) => (
          <TableRow key={`${event.profileId} ${event.messageId}`}>
            <TableCell sx={{ whiteSpace: 'nowrap' }}>
              <time dateTime={event.at}>{toTheSecond.format(new Date(event.at))}</time>
            </TableCell>
            <TableCell>
              <CustomerLink id={event.profileId} />
            </TableCell>
            <TableCell>{humanize(event.type)}</TableCell>
            <TableCell>
              <Typography variant="caption" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
                <Hashed>{eventPhrase(event.data, nameOf)}</Hashed>
              </Typography>
            </TableCell>
            <TableCell>{event.source}</TableCell>
            <TableCell align="right">{event.significance.toFixed(2)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
