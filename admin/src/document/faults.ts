import { problemOf } from '../api.ts';

/** A fault at a place in a document's body. */
export type Fault = { path: string[]; message: string; document?: string };

type WireFault = { path?: string | (string | number)[]; message: string; document?: string };

const unescapeStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

const stepsOf = (path: WireFault['path']): string[] => {
  if (path === undefined) return [];
  if (Array.isArray(path)) return path.map(String);
  return path.split('/').slice(1).map(unescapeStep);
};

/**
 * Faults as the API words them, with paths into the body: a leading `body` is the request's, not the document's.
 * @example toFaults([{ path: '/body/name', message: 'too short' }]) // [{ path: ['name'], message: 'too short' }]
 */
export const toFaults = (faults: readonly WireFault[] | undefined): Fault[] =>
  (faults ?? []).map(({ path, message, document }) => {
    const steps = stepsOf(path);
    return {
      path: steps[0] === 'body' ? steps.slice(1) : steps,
      message,
      ...(document === undefined ? {} : { document }),
    };
  });

/** Every fault that a refused request was answered with. */
export const faultsOfError = (error: unknown): Fault[] => toFaults(problemOf(error)?.errors);

export const pathText = (path: readonly string[]): string => path.join(' › ');

/**
 * The faults at and below a place, with paths from there.
 * @example faultsUnder([{ path: ['a', 'b'], message }], ['a']) // [{ path: ['b'], message }]
 */
export const faultsUnder = (faults: readonly Fault[], place: readonly (string | number)[]): Fault[] =>
  faults
    .filter(({ path }) => place.every((step, index) => path[index] === String(step)))
    .map((fault) => ({ ...fault, path: fault.path.slice(place.length) }));

/** What is wrong at a place and below it, in words; undefined when nothing is. */
export const complaintAt = (
  faults: readonly Fault[],
  place: readonly (string | number)[],
): string | undefined => {
  const messages = faultsUnder(faults, place).map(({ message }) => message);
  return messages.length === 0 ? undefined : messages.join('; ');
};
