import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { eventPhrase } from '../customers/event-phrase.ts';
import { useNames } from '../names/use-names.ts';
import { humanize } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Time } from '../ui/Time.tsx';
import type { LiveEvent } from './types.ts';

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
              <Time at={event.at} />
            </TableCell>
            <TableCell>
              <RecordLink resource="customers" id={event.profileId}>
                {event.profileId}
              </RecordLink>
            </TableCell>
            <TableCell>{humanize(event.type)}</TableCell>
            <TableCell>
              <Typography variant="caption" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
                {eventPhrase(event.data, nameOf)}
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
