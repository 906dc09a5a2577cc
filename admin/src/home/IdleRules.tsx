import { Alert, Typography } from '@mui/material';
import { useGetList } from 'react-admin';
import type { RuleActivity } from '#schemas/rule-activity.ts';
import type { DocumentRecord } from '../document/types.ts';
import { formatCount } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';

const switchedOn = {
  pagination: { page: 1, perPage: 1000 },
  sort: { field: 'priority', order: 'DESC' as const },
  filter: { status: ['live', 'live+draft'], switched: 'on' },
};

const MOST_NAMED = 8;

/** Fewer say nothing of a rule that is meant for few. */
const ENOUGH = 100;

/** Live rules that took part in no decision of the last day, once there were enough of them. */
export const IdleRules = () => {
  const activity = useView<RuleActivity>('rule-activity').value;
  const { data: rules = [] } = useGetList<DocumentRecord>('rules', switchedOn, { retry: false });
  if (activity === undefined || activity.decisions < ENOUGH) return null;
  const active = new Set(activity.rules.map(({ rule }) => rule));
  const idle = rules.filter(({ key }) => !active.has(key));
  if (idle.length === 0) return null;
  return (
    <Section title="Needs attention">
      <Alert severity="warning" variant="outlined">
        <Typography variant="body2">
          {idle.length === 1 ? 'One live rule' : `${idle.length} live rules`} took part in none of the{' '}
          {formatCount(activity.decisions)} decisions of the last 24 hours:{' '}
          {idle.slice(0, MOST_NAMED).map(({ key, name }, index) => (
            <span key={key}>
              {index > 0 && ', '}
              <RecordLink resource="rules" id={key}>
                {name}
              </RecordLink>
            </span>
          ))}
          {idle.length > MOST_NAMED && `, and ${idle.length - MOST_NAMED} more`}.
        </Typography>
      </Alert>
    </Section>
  );
};
