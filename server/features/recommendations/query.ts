import { problem } from '#server/platform/problems.ts';

const typed = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
};

/** `a:1,b:true` as an object; a part without a colon has no value and fails its schema. */
const readObject = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    text.split(',').map((part) => {
      const [name = '', ...value] = part.split(':');
      return [name, value.length === 0 ? null : typed(value.join(':'))];
    }),
  );

const readers: Record<string, (text: string) => unknown> = {
  recommendation_types: readObject,
  algorithms: readObject,
  business_rules: readObject,
  context: readObject,
  exclude: (text) => text.split(','),
};

const once = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  throw problem('invalid-request', { errors: [{ path: `/${name}`, message: 'give it once' }] });
};

/**
 * A recommendation request written as a query string, in which objects are `name:value` lists.
 * @example readQuery({ customer_id: '7', recommendation_types: 'similar_products:4' })
 */
export const readQuery = (query: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      const text = once(name, value);
      return [name, Object.hasOwn(readers, name) ? readers[name]!(text) : text];
    }),
  );
