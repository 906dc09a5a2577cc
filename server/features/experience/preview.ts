import { verifyPreview } from '#server/platform/preview-token.ts';
import { problem } from '#server/platform/problems.ts';

/** What whoever holds a preview link is shown, whoever they are. */
export type Preview = {
  /** Experiment to the variation that is forced. */
  experiments: Readonly<Record<string, string>>;
  /** Documents that are decided with as they are drafted. */
  drafts: readonly string[];
};

const refused = (message: string): Error =>
  problem('invalid-request', {
    detail: 'The preview cannot be shown.',
    errors: [{ path: '/preview', message }],
  });

type Reading = { scope: string; secret: string; at: Date };

/**
 * The preview that a request asks for; null when it asks for none.
 * @throws ProblemError 'invalid-request' for a token that was not issued here, or is over
 */
export const readPreview = (text: string | undefined, { scope, secret, at }: Reading): Preview | null => {
  if (text === undefined) return null;
  const payload = verifyPreview(text, secret);
  if (payload === null || payload.s !== scope) throw refused('not a preview that was issued here');
  if (payload.t * 1000 <= at.getTime()) throw refused('this preview is over');
  return { experiments: payload.f, drafts: payload.d };
};
