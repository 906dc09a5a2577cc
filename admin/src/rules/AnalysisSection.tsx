import { Alert, Box, Stack, Typography } from '@mui/material';
import type { Rule } from '#schemas/rule.ts';
import type { RuleAnalysis, RuleFinding } from '#schemas/rule-insight.ts';
import { pathText } from '../document/faults.ts';
import { useNames } from '../names/use-names.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { AnswerSection } from './AnswerSection.tsx';
import { isAskable, Unasked } from './Unasked.tsx';
import { useAnswer } from './use-answer.ts';

const Witness = ({ witness }: { witness: unknown }) => (
  <Box component="details" sx={{ mt: 0.5 }}>
    <Typography component="summary" variant="body2" sx={{ cursor: 'pointer' }}>
      A customer who shows it
    </Typography>
    <Box component="pre" tabIndex={0} sx={{ m: 0, mt: 0.5, fontSize: '0.75rem', overflowX: 'auto' }}>
      {JSON.stringify(witness, null, 2)}
    </Box>
  </Box>
);

const FindingAlert = ({ severity, message, path, otherRule, witness }: RuleFinding) => {
  const nameOf = useNames();
  return (
    <Alert severity={severity} variant="outlined" sx={{ '& .MuiAlert-message': { minWidth: 0 } }}>
      <Box sx={{ overflowWrap: 'anywhere' }}>
        {message}
        {path && path.length > 0 && (
          <Typography variant="caption" component="div" sx={{ fontFamily: 'monospace' }}>
            {pathText(path.map(String))}
          </Typography>
        )}
        {otherRule && (
          <div>
            <RecordLink resource="rules" id={otherRule}>
              {nameOf('rules', otherRule) ?? otherRule}
            </RecordLink>
          </div>
        )}
      </Box>
      {witness !== undefined && <Witness witness={witness} />}
    </Alert>
  );
};

const Analyzed = ({ rule }: { rule: Rule }) => (
  <AnswerSection title="Conflicts" answer={useAnswer<RuleAnalysis>('rules/analysis', rule)}>
    {({ findings }) =>
      findings.length === 0 ? (
        <Typography variant="body2" color="text.secondary">
          Nothing is in its way, and it is in nobody's way.
        </Typography>
      ) : (
        <Stack spacing={1}>
          {findings.map((finding) => (
            <FindingAlert key={`${finding.kind}${finding.message}`} {...finding} />
          ))}
        </Stack>
      )
    }
  </AnswerSection>
);

/** Conflicts with other rules, shadowing, and what can never or will always hold. */
export const AnalysisSection = ({ rule }: { rule: Rule }) =>
  isAskable(rule) ? <Analyzed rule={rule} /> : <Unasked title="Conflicts" />;
