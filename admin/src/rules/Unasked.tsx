import { Typography } from '@mui/material';
import { Rule } from '#schemas/rule.ts';
import { soundnessFaults } from '#server/domain/conditions/soundness.ts';
import { Section } from '../ui/Section.tsx';

/** Whether a rule can be evaluated, as far as the browser can tell: it does not know the named conditions. */
export const isAskable = (rule: Rule): boolean => {
  const parsed = Rule.safeParse(rule);
  return (
    parsed.success &&
    soundnessFaults(parsed.data.conditions).every(({ code }) => code === 'unknown-condition')
  );
};

/** Stands for an answer while there is nothing to ask about. */
export const Unasked = ({ title }: { title: string }) => (
  <Section title={title}>
    <Typography variant="body2" color="text.secondary">
      Known once the rule has no faults.
    </Typography>
  </Section>
);
