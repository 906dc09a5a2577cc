import { Box, Card, Stack, Typography } from '@mui/material';
import { humanize } from '../ui/format.ts';
import { Sparkline } from './Sparkline.tsx';
import type { WirePicture } from './types.ts';

/** How engaged the customer is: now, by channel, and over half a year. */
export const EngagementCard = ({ engagement }: Pick<WirePicture, 'engagement'>) => {
  const { score, channels, history } = engagement;
  // of weeks before the customer was first seen there is nothing to draw
  const known = history.flatMap(({ at, score: then }) => (then === null ? [] : [{ at, score: then }]));
  const first = known[0]?.score ?? score;
  const weeks = known.length === 1 ? '1 week' : `${known.length} weeks`;
  return (
    <Card sx={{ p: 2, flex: '2 1 320px', minWidth: 0 }}>
      <Stack direction="row" useFlexGap sx={{ gap: 3, alignItems: 'flex-start' }}>
        <Box>
          <Typography variant="body2" color="text.secondary">
            Engagement
          </Typography>
          <Typography component="p" sx={{ fontSize: '1.5rem', fontWeight: 700, lineHeight: 1.4 }}>
            {score.toFixed(0)}
          </Typography>
          <Typography variant="caption" color="text.secondary" component="div">
            of 100, fades with time
          </Typography>
        </Box>
        <Box sx={{ flexGrow: 1, minWidth: 120 }}>
          <Sparkline
            points={known}
            label={`Engagement over ${weeks}, from ${first.toFixed(0)} to ${score.toFixed(0)}`}
          />
          <Typography variant="caption" color="text.secondary">
            {channels.length === 0
              ? `the last ${weeks}`
              : channels
                  .map(({ channel, score: own }) => `${humanize(channel)} ${own.toFixed(0)}`)
                  .join(' · ')}
          </Typography>
        </Box>
      </Stack>
    </Card>
  );
};
