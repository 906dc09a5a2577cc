import { type FactName, factNames } from '#schemas/facts.ts';

/** Where facts of another system are found here, by their names there. */
export type FactMap = Readonly<Record<string, FactPlace>>;
type FactPlace = { fact: FactName; path: string };

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFactName = (name: string): name is FactName => (factNames as readonly string[]).includes(name);

/**
 * A place written as `profile.traits.age`; null for one that is under none of the facts that there are.
 * @example factPlaceOf('context.age') // { fact: 'context', path: '$.age' }
 */
export const factPlaceOf = (text: string): FactPlace | null => {
  const [fact = '', ...steps] = text.split('.');
  return isFactName(fact) && steps.length > 0 && steps.every((step) => step !== '')
    ? { fact, path: `$.${steps.join('.')}` }
    : null;
};

/** A path into a fact leads on from where that fact is found. */
const moved = ({ path, ...rest }: Json, { fact, path: at }: FactPlace): Json => ({
  ...rest,
  fact,
  path: typeof path === 'string' ? `${at}${path.replace(/^\$/, '')}` : at,
});

/**
 * The same conditions with their facts, and those that values are read from, where the map says.
 * @example withFacts({ fact: 'age', operator: 'greaterThan', value: 18 }, { age: { fact: 'profile', path: '$.traits.age' } })
 */
export const withFacts = (value: unknown, map: FactMap): unknown => {
  if (Array.isArray(value)) return value.map((each) => withFacts(each, map));
  if (!isObject(value)) return value;
  const inside = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'params' ? inner : withFacts(inner, map)]),
  );
  const { fact } = value;
  return typeof fact === 'string' && Object.hasOwn(map, fact) ? moved(inside, map[fact]!) : inside;
};
