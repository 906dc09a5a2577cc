import { Box, Chip, Stack, Typography } from '@mui/material';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import { ConditionTree } from '../conditions/ConditionTree.tsx';
import { conditionSentence } from '../conditions/sentence.ts';
import { type NameOf, nameless } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { Section } from '../ui/Section.tsx';
import { scheduleSentence } from '../ui/schedule-sentence.ts';
import { actionSentence } from './action-sentence.ts';

const actionsPhrase = (rule: Rule, nameOf: NameOf): string => {
  const actions = actionsOf(rule);
  return actions.length === 0
    ? `hand back the event “${rule.event.type}” untouched`
    : actions.map((action) => actionSentence(action, nameOf)).join(', and ');
};

/**
 * The whole rule as one sentence.
 * @example ruleSentence(rule) // 'When orders is at least 5, always show “vip” in hero banner.'
 */
export const ruleSentence = (rule: Rule, nameOf: NameOf = nameless): string => {
  const who = conditionSentence(rule.conditions, nameOf);
  const when = who === 'everyone' ? 'For everyone' : `When ${who}`;
  return `${when}, ${actionsPhrase(rule, nameOf)}.`;
};

/** A rule in words: who, what and when. */
export const RuleSummary = ({ body }: { body: Rule }) => {
  const nameOf = useNames();
  return (
    <Stack spacing={2}>
      <Section title="In one sentence">
        <Typography sx={{ fontSize: '1.05rem', overflowWrap: 'anywhere' }}>
          {ruleSentence(body, nameOf)}
        </Typography>
        <Stack direction="row" useFlexGap sx={{ mt: 1.5, gap: 1, flexWrap: 'wrap' }}>
          {!body.enabled && <Chip size="small" color="warning" variant="outlined" label="switched off" />}
          <Chip size="small" variant="outlined" label={`priority ${body.priority}`} />
          <Chip size="small" variant="outlined" label={`for ${body.purpose.replaceAll('_', ' ')}`} />
          <Chip
            size="small"
            variant="outlined"
            label={body.pages ? `on ${body.pages.join(', ')}` : 'on every page'}
          />
          <Chip size="small" variant="outlined" label={scheduleSentence(body.schedule)} />
        </Stack>
      </Section>
      <Section title="Who">
        <ConditionTree condition={body.conditions} />
      </Section>
      <Section title="What">
        <Box component="ol" sx={{ m: 0, pl: 2.5 }}>
          {actionsOf(body).map((action) => (
            <Typography component="li" variant="body2" key={JSON.stringify(action)} sx={{ py: 0.25 }}>
              {actionSentence(action, nameOf)}
            </Typography>
          ))}
        </Box>
        {actionsOf(body).length === 0 && (
          <Typography variant="body2">{actionsPhrase(body, nameOf)}</Typography>
        )}
      </Section>
    </Stack>
  );
};
