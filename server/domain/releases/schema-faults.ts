import type { z } from 'zod';
import '#schemas/fault-words.ts';

type Issue = z.core.$ZodIssue;
export type PathFault = { path: (string | number)[]; message: string };

const steps = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((step) => (typeof step === 'number' ? step : String(step)));

/** A branch that is for another `type` is not what the author meant. */
const isForAnotherType = (issues: readonly Issue[]): boolean =>
  issues.some(({ code, path }) => path.join('.') === 'type' && code !== 'invalid_type');

const meantBranch = (branches: readonly Issue[][]): Issue[] => {
  const meant = branches.filter((issues) => !isForAnotherType(issues));
  const candidates = meant.length > 0 ? meant : branches;
  return candidates.reduce((best, issues) => (issues.length < best.length ? issues : best));
};

const unionFaults = (issue: z.core.$ZodIssueInvalidUnion): PathFault[] => {
  if (issue.errors.length > 0)
    return meantBranch(issue.errors)
      .flatMap(faultsOfIssue)
      .map(({ path, message }) => ({ path: [...steps(issue.path), ...path], message }));
  const options = 'options' in issue ? (issue.options ?? []) : [];
  const message = options.length > 0 ? `must be one of ${options.join(', ')}` : issue.message;
  return [{ path: steps(issue.path), message }];
};

const faultsOfIssue = (issue: Issue): PathFault[] => {
  if (issue.code === 'invalid_union') return unionFaults(issue);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: steps([...issue.path, key]),
      message: 'this field is not known',
    }));
  if (issue.code === 'invalid_key')
    return [{ path: steps(issue.path), message: issue.issues[0]?.message ?? issue.message }];
  return [{ path: steps(issue.path), message: issue.message }];
};

/**
 * What a schema found wrong, flat: of a union only the faults of the branch that the author evidently meant.
 * @example schemaFaults(Rule.safeParse({}).error!) // [{ path: ['key'], message: … }, …]
 */
export const schemaFaults = (error: z.ZodError): PathFault[] => error.issues.flatMap(faultsOfIssue);
