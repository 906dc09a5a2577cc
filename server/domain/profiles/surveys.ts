import type { Profile } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { keyText, withCapped } from './records.ts';
import type { FoldEvent } from './types.ts';

/** The newest answer to each kind of survey, at most 50 kinds. */
export const foldSurveys = (surveys: Profile['surveys'], event: FoldEvent): Profile['surveys'] => {
  if (event.kind !== 'survey_answered') return surveys;
  return withCapped({
    record: surveys ?? {},
    key: keyText(event.data.kind, limits.textLength),
    value: { score: event.data.score, at: event.at },
    limit: limits.surveys,
  });
};
