import { Typography } from '@mui/material';
import type { Rule } from '#schemas/rule.ts';
import { useNames } from '../names/use-names.ts';
import { Section } from '../ui/Section.tsx';
import { AnalysisSection } from './AnalysisSection.tsx';
import { AudienceSection } from './AudienceSection.tsx';
import { ruleSentence } from './RuleSummary.tsx';

/** What stands beside a rule while it is written: what it says, whom it reaches, and what it runs into. */
export const RuleRail = ({ body }: { body: Rule }) => (
  <>
    <Section title="In one sentence">
      <Typography sx={{ overflowWrap: 'anywhere' }}>{ruleSentence(body, useNames())}</Typography>
    </Section>
    <AudienceSection rule={body} />
    <AnalysisSection rule={body} />
  </>
);
