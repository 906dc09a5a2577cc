import { Alert, Stack, Typography } from '@mui/material';
import { useNames } from '../names/use-names.ts';
import { humanize } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import { eventPhrase } from './event-phrase.ts';
import type { WireInsights } from './types.ts';
import { WithheldNote } from './WithheldNote.tsx';

const trendPhrase = ({ state, score, before, days }: WireInsights['trend']): string =>
  before === null
    ? `New: not here yet ${days} days ago. Engagement is ${score.toFixed(0)}.`
    : `Engagement is ${state}: from ${before.toFixed(0)} to ${score.toFixed(0)} in ${days} days.`;

type Next = Pick<WireInsights, 'next_best_action' | 'withheld'>;

const NextAction = ({ next_best_action: action, withheld }: Next) => {
  const nameOf = useNames();
  if (withheld.some(({ section }) => section === 'next_best_action'))
    return <WithheldNote withheld={withheld} section="next_best_action" />;
  return action === null ? (
    <Typography variant="body2">No next action: nothing that is known supports one.</Typography>
  ) : (
    <Alert severity="info" variant="outlined" icon={false}>
      <Typography variant="h3" component="p">
        {humanize(action.action)}
      </Typography>
      <Typography variant="body2">because {action.reason}</Typography>
      <Typography variant="caption" color="text.secondary">
        {eventPhrase(action.subject, nameOf)}
      </Typography>
    </Alert>
  );
};

/** What follows from all that is known: how it goes, and what to do next. */
export const InsightSection = ({ id }: { id: string }) => {
  const view = useView<WireInsights>(`customers/${encodeURIComponent(id)}/insights`);
  return (
    <Section title="Next best action">
      <Loaded view={view} rows={1}>
        {({ trend, ...next }) => (
          <Stack spacing={1.5}>
            <NextAction {...next} />
            <Typography variant="body2" color="text.secondary">
              {trendPhrase(trend)}
            </Typography>
          </Stack>
        )}
      </Loaded>
    </Section>
  );
};
