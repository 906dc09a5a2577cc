import { Action } from '#schemas/action.ts';
import { blankOf, type JsonSchema, jsonSchemaOf } from '../fields/json-schema.ts';
import { humanize } from '../ui/format.ts';

type JsonObject = Record<string, unknown>;

const typeIn = ({ properties }: JsonSchema): string => String(properties?.['type']?.const);

/** The schema of each type of action. */
export const actionSchemas: ReadonlyMap<string, JsonSchema> = new Map(
  (jsonSchemaOf(Action).oneOf ?? []).map((schema) => [typeIn(schema), schema]),
);

const words: Record<Action['type'], string> = {
  include: 'Let a variant compete',
  exclude: 'Never show a variant',
  pin: 'Always show a variant',
  boost: 'Boost a variant',
  set: 'Set content',
  recommend: 'Fill with recommendations',
  boost_products: 'Boost products',
  exclude_products: 'Leave out products',
};

/** The types of action, in words. */
export const actionChoices = [...actionSchemas.keys()].map((type) => ({
  value: type,
  label: words[type as Action['type']] ?? humanize(type),
}));

const firstBoost = 0.5;

/**
 * An action turned into another type: what both have stays, what the other needs begins empty.
 * @example withType({ type: 'pin', placement: 'hero', variant: 'vip' }, 'boost') // { …, type: 'boost', by: 0.5 }
 */
export const withType = (action: JsonObject, type: string): JsonObject => {
  const { properties = {}, required = [] } = actionSchemas.get(type) ?? {};
  const kept = Object.entries(action).filter(([name]) => Object.hasOwn(properties, name) && name !== 'type');
  const needed = required.map((name): [string, unknown] => [
    name,
    name === 'by' ? firstBoost : blankOf(properties[name] ?? {}),
  ]);
  return { ...Object.fromEntries(needed), ...Object.fromEntries(kept), type };
};

/** What a new action begins as. */
export const firstAction = { type: 'pin', placement: '', variant: '' } satisfies Action;
