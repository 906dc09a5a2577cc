import type { ExperienceRequest } from '#schemas/decision.ts';
import type { SimulationRequest } from '#schemas/simulation.ts';
import type { SimulationInput } from './address.ts';

/** Whom and what a storefront would name. */
const storefrontRequest = ({ customer, visitor, page, elements, context, goals }: SimulationInput) => ({
  ...(customer !== '' && { customer_id: customer }),
  ...(visitor !== '' && { anonymous_id: visitor }),
  page_type: page,
  context: context as ExperienceRequest['context'],
  ...(Object.keys(goals).length > 0 && { personalization_goals: goals as Record<string, number> }),
  ...(elements.length > 0 && { elements_to_personalize: [...elements] }),
});

/** What the simulator is asked; null as long as nobody is named. */
export const requestOf = (input: SimulationInput): Partial<SimulationRequest> | null => {
  const { customer, visitor, overrides, at, chance, mode } = input;
  if (customer === '' && visitor === '') return null;
  return {
    ...storefrontRequest(input),
    overrides: overrides as SimulationRequest['overrides'],
    ...(at !== '' && { at }),
    ...(chance !== '' && { chance }),
    ...(mode === 'drafts' && { drafts: true }),
    ...(mode === 'both' && { side_by_side: true }),
  };
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The call by which a storefront would ask the same, for a shell. What is supposed, another time and drafts are the
 * simulator's own and not in it.
 */
export const curlOf = (input: SimulationInput, origin: string): string =>
  [
    `curl ${quoted(`${origin}/api/v1/personalization/experience?explain=true`)}`,
    `-H "Authorization: Bearer $KEY"`,
    `-H 'Content-Type: application/json'`,
    `-d ${quoted(JSON.stringify(storefrontRequest(input)))}`,
  ].join(' \\\n  ');
