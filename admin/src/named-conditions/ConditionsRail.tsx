import { Typography } from '@mui/material';
import type { NamedCondition } from '#schemas/document.ts';
import { Rule } from '#schemas/rule.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { useNames } from '../names/use-names.ts';
import { AudienceSection } from '../rules/AudienceSection.tsx';
import { Section } from '../ui/Section.tsx';

/** A rule that does nothing reaches those for whom its conditions hold. */
const ruleOf = ({ key, name, conditions }: NamedCondition): Rule =>
  Rule.parse({ key, name, conditions, event: { type: 'counted' } });

/** What stands beside conditions while they are written: what they say, and how many customers they hold for. */
export const ConditionsRail = ({ body, lead }: { body: NamedCondition; lead: string }) => (
  <>
    <Section title="In one sentence">
      <Typography sx={{ overflowWrap: 'anywhere' }}>
        {lead} {conditionSentence(body.conditions, useNames())}.
      </Typography>
    </Section>
    <AudienceSection rule={ruleOf(body)} />
  </>
);
