import { type FactMap, withFacts } from './foreign-facts.ts';

type Json = Readonly<Record<string, unknown>>;
type Renamed = ReadonlyMap<string, string>;

const LONGEST_KEY = 80;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name as a key: 'Age of an adult' and 'AgeOfAdult' read alike; empty where no letter or digit is left. */
const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, LONGEST_KEY - 5);

/** Gives each name a key that no other document of the pack has. */
const createKeys = (pack: Json): ((name: string, otherwise: string) => string) => {
  const sections = Object.values(pack).filter(Array.isArray);
  const taken = new Set(sections.flat().flatMap((body) => (isObject(body) ? [body['key']] : [])));
  return (name, otherwise) => {
    const wanted = slugOf(name) || otherwise;
    let key = wanted;
    for (let count = 2; taken.has(key); count++) key = `${wanted}-${count}`;
    taken.add(key);
    return key;
  };
};

const adaptRule = (rule: unknown, keyFor: (name: string) => string): unknown => {
  if (!isObject(rule) || rule['key'] !== undefined || rule['conditions'] === undefined) return rule;
  return typeof rule['name'] === 'string' ? { key: keyFor(rule['name']), ...rule } : rule;
};

/** The same conditions, with references to named ones by the keys that those got. */
const withReferences = (value: unknown, renamed: Renamed): unknown => {
  if (Array.isArray(value)) return value.map((each) => withReferences(each, renamed));
  if (!isObject(value)) return value;
  const { condition } = value;
  if (typeof condition === 'string') return { ...value, condition: renamed.get(condition) ?? condition };
  const nested = Object.entries(value).filter(([name]) => name === 'all' || name === 'any' || name === 'not');
  return {
    ...value,
    ...Object.fromEntries(nested.map(([name, inside]) => [name, withReferences(inside, renamed)])),
  };
};

const withRenamed = (rule: unknown, renamed: Renamed): unknown =>
  isObject(rule) ? { ...rule, conditions: withReferences(rule['conditions'], renamed) } : rule;

const withMapped = (document: unknown, facts: FactMap): unknown =>
  isObject(document) ? { ...document, conditions: withFacts(document['conditions'], facts) } : document;

/** Rules and named conditions with facts of another system where the map says. */
const mapped = (pack: Json, facts: FactMap): Json => {
  if (Object.keys(facts).length === 0) return pack;
  const { rules, conditions } = pack;
  const listed = (documents: unknown): unknown =>
    Array.isArray(documents) ? documents.map((each) => withMapped(each, facts)) : documents;
  return {
    ...pack,
    ...(rules !== undefined && { rules: listed(rules) }),
    ...(conditions !== undefined && {
      conditions: isObject(conditions) ? withFacts(conditions, facts) : listed(conditions),
    }),
  };
};

/**
 * A pack from one that may hold what json-rules-engine reads: rules with a name but no key get the name as their key,
 * and named conditions that are a map become documents. A pack of ours comes back as it is. Facts of another system
 * are read where the map says.
 * @example adaptForeignPack({ rules: [{ name: 'Adult', conditions, event }] }) // { rules: [{ key: 'adult', … }] }
 */
export const adaptForeignPack = (written: Json, facts: FactMap = {}): Json => {
  const pack = mapped(written, facts);
  const { rules, conditions } = pack;
  const newKey = createKeys(pack);
  const named = isObject(conditions)
    ? Object.entries(conditions).map(([name, body], index) => ({
        name,
        body,
        key: newKey(name, `condition-${index + 1}`),
      }))
    : [];
  const renamed = new Map(named.map(({ name, key }) => [name, key]));
  const documents = named.map(({ name, body, key }) => ({
    key,
    name,
    conditions: withReferences(body, renamed),
  }));
  const adapted = Array.isArray(rules)
    ? rules
        .map((rule, index) => adaptRule(rule, (name) => newKey(name, `rule-${index + 1}`)))
        .map((rule) => (named.length > 0 ? withRenamed(rule, renamed) : rule))
    : rules;
  return {
    ...pack,
    ...(isObject(conditions) ? { conditions: documents } : {}),
    ...(Array.isArray(rules) ? { rules: adapted } : {}),
  };
};
