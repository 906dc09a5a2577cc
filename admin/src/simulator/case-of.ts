import type { JsonObject } from '#schemas/json.ts';
import type { TestCase } from '#schemas/test-case.ts';
import type { SimulationInput } from './address.ts';
import { freeze } from './freeze.ts';
import type { Explained } from './types.ts';

/** What is written in the dialog. */
export type Draft = {
  name: string;
  required: boolean;
  /** Keeps what conditions read of the customer beside who it was: experiments and holdouts go by the id. */
  frozen: boolean;
  /** Placement to the variant that is expected; placements that are left out may be anything. */
  placements: Readonly<Record<string, string>>;
};

/**
 * A key from a name.
 * @example keyOf('Gold members, at night') // 'gold-members-at-night'
 */
export const keyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

const isFilled = (values: object): boolean => Object.keys(values).length > 0;

const requestOf = (input: SimulationInput): NonNullable<TestCase['request']> => {
  const { customer, visitor, page, elements, context, goals } = input;
  return {
    ...(customer !== '' && { customer_id: customer }),
    ...(visitor !== '' && { anonymous_id: visitor }),
    page_type: page,
    ...(isFilled(context) && { context: context as JsonObject }),
    ...(isFilled(goals) && { personalization_goals: goals as Record<string, number> }),
    ...(elements.length > 0 && { elements_to_personalize: [...elements] }),
  };
};

/** A simulation as a test case: asked at the same time, with the same chance. */
export const caseOf = (draft: Draft, input: SimulationInput, { decision, trace }: Explained): TestCase => {
  const { name, required, frozen, placements } = draft;
  const suppose = frozen ? freeze(trace) : (input.overrides as TestCase['suppose']);
  return {
    key: keyOf(name),
    name: name.trim(),
    ...(required && { required }),
    request: requestOf(input),
    ...(suppose && isFilled(suppose) && { suppose }),
    at: new Date(decision.at).toISOString(),
    ...(input.chance !== '' && { chance: input.chance }),
    expect: { placements: { ...placements } },
  };
};
