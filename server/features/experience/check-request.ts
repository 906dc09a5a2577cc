import type { ExperienceRequest } from '#schemas/decision.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { pointer, problem } from '#server/platform/problems.ts';

const elementFaults = (
  { elements_to_personalize: elements = [] }: ExperienceRequest,
  { placements }: CompiledRelease,
): ProblemFault[] =>
  elements.flatMap((key, index) =>
    placements.has(key)
      ? []
      : [{ path: pointer(['elements_to_personalize', index]), message: `there is no placement "${key}"` }],
  );

const goalFaults = (
  { personalization_goals: goals }: ExperienceRequest,
  { settings }: CompiledRelease,
): ProblemFault[] => {
  if (goals === undefined) return [];
  const known = Object.keys(settings.goals);
  const unknown = Object.keys(goals)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: pointer(['personalization_goals', name]),
      message: `the settings have no goal "${name}"; they have ${known.join(', ')}`,
    }));
  const weightless = Object.values(goals).every((weight) => weight === 0);
  const none = { path: '/personalization_goals', message: 'at least one goal needs a weight above 0' };
  return weightless ? [...unknown, none] : unknown;
};

/**
 * Refuses what the release in force does not have, all at once.
 * @throws ProblemError 'invalid-request'
 */
export const checkRequest = (request: ExperienceRequest, release: CompiledRelease): void => {
  const errors = [...elementFaults(request, release), ...goalFaults(request, release)];
  if (errors.length > 0) throw problem('invalid-request', { detail: 'The body has faults.', errors });
};
