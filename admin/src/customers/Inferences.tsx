import { Box, Chip, LinearProgress, Stack, Typography } from '@mui/material';
import type { Withheld } from '#schemas/withheld.ts';
import { formatCount, formatTime, humanize } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import type { WireInferences, WirePicture } from './types.ts';
import { WithheldNote } from './WithheldNote.tsx';

const shown = 6;

const evidencePhrase = ({ sources, events, newest }: WireInferences[number]['evidence']): string => {
  const counts = Object.entries(events).map(([type, count]) => `${formatCount(count)} × ${humanize(type)}`);
  const last = newest === null ? [] : [`newest ${formatTime(newest)}`];
  return [sources.join(', '), ...counts, ...last].join(' · ');
};

type Named = {
  /** Categories and brands are called as the catalogue calls them. */
  call?: (name: string) => string;
};

const asIs = (name: string): string => name;

const Inference = ({ inference, call = asIs }: Named & { inference: WireInferences[number] }) => {
  const { name, strength, inferred, evidence } = inference;
  return (
    <Box component="li" sx={{ mb: 1.5 }}>
      <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 1, alignItems: 'center' }}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere', fontWeight: 600 }}>
          {call(name)}
        </Typography>
        <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
          {!inferred && <Chip size="small" variant="outlined" label="told" />}
          <Typography variant="body2" color="text.secondary">
            {strength.toFixed(2)}
          </Typography>
        </Stack>
      </Stack>
      <LinearProgress
        variant="determinate"
        value={strength * 100}
        aria-label={`${call(name)}: strength ${strength.toFixed(2)}`}
      />
      <Typography variant="caption" color="text.secondary" component="p" sx={{ m: 0, mt: 0.5 }}>
        {evidencePhrase(evidence)}
      </Typography>
    </Box>
  );
};

const Kind = ({ title, inferences, ...named }: Named & { title: string; inferences: WireInferences }) => (
  <Box sx={{ minWidth: 0 }}>
    <Typography variant="h3" gutterBottom>
      {title}
    </Typography>
    {inferences.length === 0 ? (
      <Typography variant="body2" color="text.secondary">
        Not enough is known.
      </Typography>
    ) : (
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {inferences.slice(0, shown).map((inference) => (
          <Inference key={inference.name} inference={inference} {...named} />
        ))}
      </Box>
    )}
  </Box>
);

type Props = Pick<WirePicture, 'psychographics'> & { withheld: readonly Withheld[] };

/** What is concluded of the customer's taste and life, each with what it rests on, or why it is withheld. */
export const Inferences = ({ psychographics, withheld }: Props) => (
  <Section title="Psychographic" hint="inferred, with strength from 0 to 1 and evidence">
    {withheld.some(({ section }) => section === 'preferences') ? (
      <WithheldNote withheld={withheld} section="preferences" />
    ) : (
      <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        <Kind title="Interests" inferences={psychographics.interests} />
        <Kind title="Brand affinity" inferences={psychographics.brand_affinity} />
        <Kind title="Values" inferences={psychographics.values} call={humanize} />
        <Kind title="Lifestyle" inferences={psychographics.lifestyle} call={humanize} />
      </Box>
    )}
  </Section>
);
