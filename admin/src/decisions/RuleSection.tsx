import { Box, Typography } from '@mui/material';
import type { Trace } from '#server/domain/decisions/explain.ts';
import type { RuleOutcome } from '#server/domain/decisions/rule-outcome.ts';
import { TraceTree } from '../conditions/TraceTree.tsx';
import { Section } from '../ui/Section.tsx';
import { type ChipColor, TraceCard } from './TraceCard.tsx';

const outcomes = {
  won: { label: 'won', color: 'success' },
  applies: { label: 'applies', color: 'success' },
  outranked: { label: 'outranked', color: 'info' },
  capped: { label: 'capped: shown often enough', color: 'warning' },
  excluded: { label: 'excluded by another rule', color: 'warning' },
  unavailable: { label: 'its variant cannot be shown', color: 'warning' },
  holdout: { label: 'held out', color: 'info' },
  page: { label: 'other page', color: 'default' },
  schedule: { label: 'not scheduled now', color: 'default' },
  no_consent: { label: 'no consent', color: 'warning' },
  did_not_match: { label: 'does not match', color: 'default' },
} as const satisfies Record<RuleOutcome, { label: string; color: ChipColor }>;

/** Every rule in order, with what became of it and every condition. */
export const RuleSection = ({ trace }: { trace: Trace }) => (
  <Section
    title="Rules"
    hint={`${trace.rules.filter(({ verdict }) => verdict === 'applies').length} of ${trace.rules.length} apply`}
  >
    {trace.rules.length === 0 && <Typography variant="body2">This release has no rules.</Typography>}
    <Box>
      {trace.rules.map((rule) => (
        <TraceCard
          key={rule.key}
          title={`${rule.name} · priority ${rule.priority}`}
          chip={outcomes[rule.outcome]}
          open={rule.verdict === 'applies'}
        >
          <TraceTree trace={rule.conditions} />
        </TraceCard>
      ))}
    </Box>
  </Section>
);
