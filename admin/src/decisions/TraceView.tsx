import { Alert, Stack } from '@mui/material';
import { Background } from './Background.tsx';
import { ElementSection } from './ElementSection.tsx';
import { RuleSection } from './RuleSection.tsx';
import type { Explanation } from './types.ts';

const gateWords = {
  no_consent: 'Every placement got its default: there is no consent to personalization.',
  holdout: 'Every placement got its default: this customer is in the holdout.',
} as const;

/** A decision with everything that led to it: the result first, then the rules, then what both rest on. */
export const TraceView = ({ decision, trace }: Pick<Explanation, 'decision' | 'trace'>) => (
  <Stack spacing={2}>
    {trace.gate.state !== 'open' && (
      <Alert severity="info" variant="outlined">
        {gateWords[trace.gate.state]}
      </Alert>
    )}
    {decision.missing.length > 0 && (
      <Alert severity="warning" variant="outlined">
        Not available in time: {decision.missing.join(', ')}.
      </Alert>
    )}
    {trace.elements.map((element) => (
      <ElementSection key={element.placement} element={element} />
    ))}
    <RuleSection trace={trace} />
    <Background trace={trace} />
  </Stack>
);
