import { parseJson } from '../document/parse-json.ts';

export const modes = [
  { value: 'live', label: 'what is live' },
  { value: 'drafts', label: 'all drafts' },
  { value: 'both', label: 'both, side by side' },
] as const;
type Mode = (typeof modes)[number]['value'];
type Values = Record<string, unknown>;

/** What is asked of the simulator; its address holds all of it, so that it can be shared. */
export type SimulationInput = {
  customer: string;
  visitor: string;
  page: string;
  /** All placements of the page when empty. */
  elements: readonly string[];
  context: Values;
  goals: Values;
  overrides: Values;
  /** ISO 8601; now when empty. */
  at: string;
  /** What chance is drawn from; the simulator's own when empty. */
  chance: string;
  mode: Mode;
};

export const nothingAsked: SimulationInput = {
  customer: '',
  visitor: '',
  page: 'homepage',
  elements: [],
  context: {},
  goals: {},
  overrides: {},
  at: '',
  chance: '',
  mode: 'live',
};

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readValues = (text: string | null): Values => {
  const value = parseJson(text ?? '');
  return isValues(value) ? value : {};
};

/** The question that an address holds; what it does not say is as usual. */
export const readAddress = (address: URLSearchParams): SimulationInput => ({
  customer: address.get('customer') ?? '',
  visitor: address.get('visitor') ?? '',
  page: address.get('page') ?? nothingAsked.page,
  elements: (address.get('elements') ?? '').split(',').filter((key) => key !== ''),
  context: readValues(address.get('context')),
  goals: readValues(address.get('goals')),
  overrides: readValues(address.get('overrides')),
  at: address.get('at') ?? '',
  chance: address.get('chance') ?? '',
  mode: modes.find(({ value }) => value === address.get('with'))?.value ?? nothingAsked.mode,
});

const written = (values: Values): string => (Object.keys(values).length === 0 ? '' : JSON.stringify(values));

/** The shortest address of a question. */
export const addressOf = (input: SimulationInput): URLSearchParams => {
  const { page, elements, context, goals, overrides, mode, ...texts } = input;
  const said = {
    ...texts,
    page: page === nothingAsked.page ? '' : page,
    elements: elements.join(','),
    context: written(context),
    goals: written(goals),
    overrides: written(overrides),
    with: mode === nothingAsked.mode ? '' : mode,
  };
  return new URLSearchParams(Object.entries(said).filter(([, text]) => text !== ''));
};

const idOf = (identity: string): Partial<SimulationInput> | null => {
  const [type, ...rest] = identity.split(':');
  const id = rest.join(':');
  if (type === 'customer_id') return { customer: id };
  return type === 'anonymous_id' ? { visitor: id } : null;
};

/** Where to simulate for a customer; null for one known neither by customer id nor by anonymous id. */
export const simulationOf = (
  identities: readonly string[],
  more: Partial<SimulationInput> = {},
): string | null => {
  const [who] = identities.flatMap((identity) => idOf(identity) ?? []);
  return who ? `/simulator?${addressOf({ ...nothingAsked, ...more, ...who })}` : null;
};
