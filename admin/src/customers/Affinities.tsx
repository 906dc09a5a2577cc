import { Box, LinearProgress, Stack, Typography } from '@mui/material';
import { formatShare } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import type { WireProfile } from './types.ts';

const shown = 5;

type Share = { name: string; share: number };

/** The strongest, as shares of the whole. */
const strongest = (weights: Record<string, number>): Share[] => {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return [];
  return Object.entries(weights)
    .map(([name, weight]) => ({ name, share: weight / total }))
    .sort((a, b) => b.share - a.share)
    .slice(0, shown);
};

const Bars = ({ title, shares }: { title: string; shares: readonly Share[] }) => (
  <Box sx={{ flex: 1, minWidth: 180 }}>
    <Typography variant="h3" gutterBottom>
      {title}
    </Typography>
    {shares.length === 0 && <Typography variant="body2">None yet.</Typography>}
    {shares.map(({ name, share }) => (
      <Box key={name} sx={{ mb: 1 }}>
        <Stack direction="row" sx={{ justifyContent: 'space-between' }}>
          <Typography variant="body2">{name}</Typography>
          <Typography variant="body2" color="text.secondary">
            {formatShare(share, 0)}
          </Typography>
        </Stack>
        <LinearProgress
          variant="determinate"
          value={share * 100}
          aria-label={`${name} ${formatShare(share, 0)}`}
        />
      </Box>
    ))}
  </Box>
);

/** What the customer is drawn to. */
export const Affinities = ({ affinities }: Pick<WireProfile, 'affinities'>) => (
  <Section title="Affinities">
    <Stack direction="row" useFlexGap sx={{ gap: 4, flexWrap: 'wrap' }}>
      <Bars title="Categories" shares={strongest(affinities.categories)} />
      <Bars title="Brands" shares={strongest(affinities.brands)} />
    </Stack>
  </Section>
);
