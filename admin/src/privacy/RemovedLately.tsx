import { Box, Typography } from '@mui/material';
import type { RetentionKind, RetentionReport } from '#schemas/retention.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatCount } from '../ui/format.ts';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';

type Removed = RetentionReport['days'][number]['removed'];
/** The report as JSON brings it. */
type Told = { last: { at: string; removed: Removed } | null; days: RetentionReport['days'] };

const nouns: Readonly<Record<RetentionKind, [one: string, many: string]>> = {
  events: ['event', 'events'],
  journey_moves: ['move in a journey', 'moves in journeys'],
  segment_changes: ['change of a segment', 'changes of segments'],
  decisions: ['decision', 'decisions'],
  quarantine: ['row in quarantine', 'rows in quarantine'],
  audit: ['entry of the audit log', 'entries of the audit log'],
  consent: ['proof of consent', 'proofs of consent'],
  privacy_requests: ['privacy request', 'privacy requests'],
};

const removedText = (removed: Removed): string => {
  const parts = Object.entries(removed).map(
    ([kind, count]) => `${formatCount(count)} ${nouns[kind as RetentionKind][count === 1 ? 0 : 1]}`,
  );
  return parts.length === 0 ? 'nothing was due' : parts.join(', ');
};

/** What went by itself: at the last look, and by day. */
export const RemovedLately = () => {
  const { value } = useView<Told>('retention');
  if (value === undefined) return null;
  const { last, days } = value;
  if (last === null)
    return (
      <Typography variant="body2" sx={{ mt: 1 }}>
        Nobody has looked yet.
      </Typography>
    );
  return (
    <Box sx={{ mt: 1 }}>
      <Typography variant="body2" sx={{ mb: 1 }}>
        Last looked after <Time at={last.at} />: {removedText(last.removed)}.
      </Typography>
      {days.length > 0 && (
        <>
          <Typography variant="subtitle2" component="h3" sx={{ mb: 0.5 }}>
            Gone by day, in the last 30 days
          </Typography>
          <FactTable facts={days.map(({ day, removed }) => [day, removedText(removed)] as const)} />
        </>
      )}
    </Box>
  );
};
