import { Stack, Typography } from '@mui/material';
import type { Bodies } from '#schemas/document.ts';
import { ConditionTree } from '../conditions/ConditionTree.tsx';
import { conditionSentence } from '../conditions/sentence.ts';
import { useNames } from '../names/use-names.ts';
import { Section } from '../ui/Section.tsx';

/** When a named condition holds, in words. */
export const NamedConditionSummary = ({ body }: { body: Bodies['condition'] }) => (
  <Stack spacing={2}>
    <Section title="In one sentence">
      <Typography sx={{ overflowWrap: 'anywhere' }}>
        Holds when {conditionSentence(body.conditions, useNames())}.
      </Typography>
    </Section>
    <Section title="Conditions">
      <ConditionTree condition={body.conditions} />
    </Section>
  </Stack>
);
