import { Alert, Typography } from '@mui/material';
import type { Kind } from '#schemas/document.ts';
import type { RuleAudience } from '#schemas/rule-insight.ts';
import { aboutSoMany } from '../rules/about-so-many.ts';
import { type Answer, useAnswer } from '../rules/use-answer.ts';
import { formatShare } from '../ui/format.ts';
import { audienceOf } from './change-sentences.ts';

type Props = { kind: Kind; documentKey: string; before: unknown; after: unknown };

/** The audience of a rule that has these conditions and does nothing. */
const questionOf = (kind: Kind, key: string, body: unknown) => {
  const conditions = audienceOf(kind, body);
  return conditions && { key, name: key, conditions, event: { type: 'audience' } };
};

const peopleOf = ({ matching, sample, estimate }: RuleAudience): string =>
  sample === 0
    ? 'nobody, for there are no customers yet'
    : `${formatShare(matching / sample)} of customers: ${aboutSoMany(estimate)}`;

const worded = (answer: Answer<RuleAudience>): string => {
  switch (answer.state) {
    case 'known':
      return peopleOf(answer.value);
    case 'asking':
      return 'counting …';
    default:
      return 'not known';
  }
};

const Side = ({ label, question }: { label: string; question: object }) => (
  <Typography variant="body2">
    {label}: {worded(useAnswer<RuleAudience>('rules/audience', question))}
  </Typography>
);

/** Whom a change concerns, estimated with the version before it and the one after it. */
export const AffectedAudience = ({ kind, documentKey, before, after }: Props) => {
  const [old, next] = [before, after].map((body) => questionOf(kind, documentKey, body));
  if (old === undefined && next === undefined)
    return (
      <Alert severity="info" variant="outlined">
        It has no conditions of its own: it concerns every decision that makes use of it.
      </Alert>
    );
  return (
    <Alert severity="info" variant="outlined" aria-label="Affected audience">
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        Whom it concerns
      </Typography>
      {old ? (
        <Side label="Now" question={old} />
      ) : (
        <Typography variant="body2">Now: nobody, it is not live</Typography>
      )}
      {next && <Side label="Afterwards" question={next} />}
    </Alert>
  );
};
