import DoneIcon from '@mui/icons-material/CheckCircle';
import OpenIcon from '@mui/icons-material/RadioButtonUnchecked';
import { Button, List, ListItem, ListItemIcon, ListItemText } from '@mui/material';
import { Link } from 'react-router';
import { Section } from '../ui/Section.tsx';
import type { Overview } from './types.ts';

type Step = { title: string; why: string; done: boolean; to: string; action: string; external?: true };

const stepsOf = (overview: Overview): Step[] => [
  {
    title: 'Have customers',
    why: 'Load the demo shop, import files, or send events.',
    done: overview.customers > 0,
    to: '/customers',
    action: 'See customers',
  },
  {
    title: 'Publish a rule',
    why: 'Open one, change it, and publish the draft with a reason.',
    done: overview.release.number > 0,
    to: '/rules',
    action: 'See rules',
  },
  {
    title: 'Ask for a decision',
    why: 'POST /api/v1/personalization/experience with an API key.',
    done: overview.analytics.totals.decisions > 0,
    to: '/api/docs',
    action: 'Read the API docs',
    external: true,
  },
  {
    title: 'Understand it',
    why: 'Every decision explains itself to the last condition.',
    done: overview.analytics.totals.decisions > 0,
    to: '/decisions',
    action: 'Explain one',
  },
  {
    title: 'Run an experiment',
    why: 'Only a random split shows whether it helped.',
    done: overview.runningExperiments.length > 0,
    to: '/experiments',
    action: 'See experiments',
  },
];

const StepItem = ({ step: { title, why, done, to, action, external } }: { step: Step }) => (
  <ListItem
    divider
    secondaryAction={
      <Button
        size="small"
        {...(external ? { href: to, target: '_blank', rel: 'noopener' } : { component: Link, to })}
      >
        {action}
      </Button>
    }
    sx={{ pr: 20 }}
  >
    <ListItemIcon sx={{ minWidth: 40 }}>
      {done ? <DoneIcon color="success" titleAccess="done" /> : <OpenIcon titleAccess="to do" />}
    </ListItemIcon>
    <ListItemText primary={title} secondary={why} />
  </ListItem>
);

/** From nothing to a proven improvement, in five steps. */
export const Checklist = ({ overview }: { overview: Overview }) => {
  const steps = stepsOf(overview);
  const done = steps.filter((step) => step.done).length;
  return (
    <Section title="First steps" hint={`${done} of ${steps.length} done`} flush>
      <List disablePadding>
        {steps.map((step) => (
          <StepItem key={step.title} step={step} />
        ))}
      </List>
    </Section>
  );
};
