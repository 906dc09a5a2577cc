import { Box, Typography } from '@mui/material';
import type { RuleTrace } from '#server/domain/decisions/explain.ts';
import { TraceTree } from '../conditions/TraceTree.tsx';
import { Section } from '../ui/Section.tsx';
import { type ChipColor, TraceCard } from './TraceCard.tsx';

const verdicts = {
  applies: { label: 'applies', color: 'success' },
  page: { label: 'other page', color: 'default' },
  schedule: { label: 'not scheduled now', color: 'default' },
  no_consent: { label: 'no consent', color: 'warning' },
  did_not_match: { label: 'does not match', color: 'default' },
  gate_closed: { label: 'not considered', color: 'info' },
} as const satisfies Record<RuleTrace['verdict'], { label: string; color: ChipColor }>;

/** Every rule in order, with every condition. */
export const RuleSection = ({ rules }: { rules: readonly RuleTrace[] }) => (
  <Section
    title="Rules"
    hint={`${rules.filter(({ verdict }) => verdict === 'applies').length} of ${rules.length} apply`}
  >
    {rules.length === 0 && <Typography variant="body2">This release has no rules.</Typography>}
    <Box>
      {rules.map((rule) => (
        <TraceCard
          key={rule.key}
          title={`${rule.name} · priority ${rule.priority}`}
          chip={verdicts[rule.verdict]}
          open={rule.verdict === 'applies'}
        >
          <TraceTree trace={rule.conditions} />
        </TraceCard>
      ))}
    </Box>
  </Section>
);
