import { Typography } from '@mui/material';
import { memo, useMemo } from 'react';
import type { Rule } from '#schemas/rule.ts';
import { useShared } from '../conditions/use-shared.ts';
import { useNames } from '../names/use-names.ts';
import { Section } from '../ui/Section.tsx';
import { AnalysisSection } from './AnalysisSection.tsx';
import { AudienceSection } from './AudienceSection.tsx';
import { ruleSentence } from './RuleSummary.tsx';
import { useRested } from './use-rested.ts';

/** Longer sentences say the rest where the rule is shown. */
const longest = 2000;

const shortened = (sentence: string): string =>
  sentence.length > longest ? `${sentence.slice(0, longest)} …` : sentence;

const Answers = memo(({ rule }: { rule: Rule }) => {
  const nameOf = useNames();
  const sentence = useMemo(() => ruleSentence(rule, nameOf), [rule, nameOf]);
  return (
    <>
      <Section title="In one sentence">
        <Typography sx={{ overflowWrap: 'anywhere' }}>{shortened(sentence)}</Typography>
      </Section>
      <AudienceSection rule={rule} />
      <AnalysisSection rule={rule} />
    </>
  );
});

/** What it is called changes nothing of whom it reaches. */
const unnamed = ({ description: _, ...rule }: Rule): Rule => ({ ...rule, name: rule.key });

/** What stands beside a rule while it is written: what it says, whom it reaches, and what it runs into. */
export const RuleRail = ({ body }: { body: Rule }) => <Answers rule={useRested(useShared(unnamed(body)))} />;
