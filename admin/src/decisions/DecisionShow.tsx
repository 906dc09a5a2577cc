import { Alert, Button, Stack } from '@mui/material';
import { Link, useParams } from 'react-router';
import { simulationOf } from '../simulator/address.ts';
import { formatTime } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { useView } from '../ui/use-view.ts';
import { TraceView } from './TraceView.tsx';
import type { DecisionRecord, Explanation } from './types.ts';

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
    <TraceView decision={decision} trace={trace} />
  </Stack>
);

type Recorded = DecisionRecord & {
  request: { personalization_goals?: Record<string, number>; elements_to_personalize?: string[] };
  facts: { context: Record<string, unknown> };
};

/** The same question for the simulator: with what is live and known now, at the decision's moment and chance. */
const simulationOfRecord = ({ id, at, profileId, pageType, request, facts }: Recorded): string | null => {
  const { page_type: _, ...context } = facts.context;
  return simulationOf([profileId], {
    at,
    chance: id,
    page: pageType,
    context,
    goals: request.personalization_goals ?? {},
    elements: request.elements_to_personalize ?? [],
  });
};

/** Why a customer got what they got: the result first, then everything it rests on. */
export const DecisionShow = () => {
  const { id = '' } = useParams();
  const view = useView<Explanation>(`decisions/${encodeURIComponent(id)}/explain`);
  const record = useView<Recorded>(`decisions/${encodeURIComponent(id)}`);
  const decision = view.value?.decision;
  const simulation = record.value === undefined ? null : simulationOfRecord(record.value);
  return (
    <>
      <PageHeader
        title="Why this decision?"
        parent={{ label: 'Decisions', to: '/decisions' }}
        actions={
          simulation && (
            <Button component={Link} to={simulation} variant="outlined">
              Simulate
            </Button>
          )
        }
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
