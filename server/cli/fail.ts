import type { ProblemFault } from '#schemas/problem.ts';
import { ConfigError } from '#server/config.ts';
import { ProblemError } from '#server/platform/problems.ts';

const faultLine = ({ path, message }: ProblemFault): string => `  ${path || '/'}: ${message}`;

/** What went wrong, in sentences: everything that is wrong with input, and no stack for what a user can mend. */
export const explainError = (error: unknown): string => {
  if (error instanceof ProblemError) {
    return [error.message, ...(error.details.errors ?? []).map(faultLine)].join('\n');
  }
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const expected = 'code' in error || error.constructor === Error;
  return expected ? error.message : (error.stack ?? error.message);
};
