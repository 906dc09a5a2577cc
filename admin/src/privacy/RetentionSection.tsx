import { Button, Typography } from '@mui/material';
import { Link } from 'react-router';
import { useRetention } from '../settings/use-retention.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { formatCount } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { RemovedLately } from './RemovedLately.tsx';

const kinds = [
  ['events', 'Events, moves in journeys, changes of segments', 'from when they happened'],
  ['decisions', 'Decisions', 'from when they were made'],
  ['quarantine', 'What waits in quarantine', 'from when it was stopped'],
  ['consent', 'Proof of consent', 'from each choice'],
  ['privacy_requests', 'Privacy requests', 'from their answer'],
  ['audit', 'The audit log', 'from each entry'],
] as const;

/** What is removed without anybody asking, and when. */
export const RetentionSection = () => {
  const days = useRetention();
  if (days === undefined) return null;
  return (
    <Section
      title="What goes by itself"
      hint="by the settings in force"
      actions={
        <Button component={Link} to="/settings" size="small">
          Settings
        </Button>
      }
    >
      <FactTable
        facts={[
          ...kinds.map(
            ([kind, what, since]) => [what, `after ${formatCount(days[kind])} days, ${since}`] as const,
          ),
          ['Profiles', 'never: they stay until they are erased'] as const,
        ]}
      />
      <Typography variant="body2" color="text.secondary" sx={{ mt: 1.5 }}>
        Looked after each hour. A shorter time also holds for what is kept already.
      </Typography>
      <RemovedLately />
    </Section>
  );
};
