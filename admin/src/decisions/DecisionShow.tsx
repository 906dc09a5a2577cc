import { Alert, Stack } from '@mui/material';
import { useParams } from 'react-router';
import { formatTime } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { useView } from '../ui/use-view.ts';
import { Background } from './Background.tsx';
import { ElementSection } from './ElementSection.tsx';
import { RuleSection } from './RuleSection.tsx';
import type { Explanation } from './types.ts';

const gateWords = {
  no_consent: 'Every placement got its default: there is no consent to personalization.',
  holdout: 'Every placement got its default: this customer is in the holdout.',
} as const;

const Explained = ({ decision, trace, same, note }: Explanation) => (
  <Stack spacing={2} sx={{ pb: 4 }}>
    {same === false && (
      <Alert severity="error" variant="outlined">
        Repeating it gave another answer than the one that was recorded. Below is the repetition.
      </Alert>
    )}
    {note && (
      <Alert severity="info" variant="outlined">
        {note}
      </Alert>
    )}
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
    <RuleSection rules={trace.rules} />
    <Background trace={trace} />
  </Stack>
);

/** Why a customer got what they got: the result first, then everything it rests on. */
export const DecisionShow = () => {
  const { id = '' } = useParams();
  const view = useView<Explanation>(`decisions/${encodeURIComponent(id)}/explain`);
  const decision = view.value?.decision;
  return (
    <>
      <PageHeader
        title="Why this decision?"
        parent={{ label: 'Decisions', to: '/decisions' }}
        subtitle={
          decision &&
          `${formatTime(decision.at)} · release ${decision.release} · evidence ${decision.evidence} · ${decision.environment}`
        }
      />
      <Loaded view={view} rows={5}>
        {(explanation) => <Explained {...explanation} />}
      </Loaded>
    </>
  );
};
