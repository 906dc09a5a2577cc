import { pointer } from '#server/platform/problems.ts';
import type { Endpoint } from './bad-input-endpoints.ts';

/** A request that no endpoint may take, and what its refusal must say. */
export type Attack = {
  name: string;
  method: string;
  path: string;
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  /** Without a key or a session. */
  anonymous?: boolean;
  statuses: readonly number[];
  /** One of the faults is at this JSON pointer or below it. */
  fault?: string;
  /** The request may also be harmless: then it is answered, but never with a 5xx. */
  orAnswered?: boolean;
};

type Path = (string | number)[];
type Container = Record<string | number, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** The value with something else at a path. */
const replaced = (value: unknown, [step, ...rest]: Path, by: unknown): unknown => {
  if (step === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Container;
  copy[step] = replaced(copy[step], rest, by);
  return copy;
};

/** The path of every field and item, to a depth. */
const pathsIn = (value: unknown, depth: number): Path[] => {
  if (depth === 0 || !isContainer(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [[step], ...pathsIn(inside, depth - 1).map((path) => [step, ...path])];
  });
};

const objectsIn = (value: unknown): Path[] =>
  [[], ...pathsIn(value, 6)].filter((path) => {
    const found = path.reduce<unknown>((inside, step) => (inside as Container)[step], value);
    return isContainer(found) && !Array.isArray(found);
  });

/** As JSON, with a key that no object literal can have as its own. */
const withKey = (body: unknown, path: Path, key: string, value = '{"polluted":true}'): string => {
  const mark = 'replace-this-key';
  const text = JSON.stringify(replaced(body, [...path, mark], 0));
  return text.replace(`"${mark}":0`, `${JSON.stringify(key)}:${value}`);
};

const mostBytes = 2 * 1024 * 1024;

const notJson: [name: string, body: string | Uint8Array, statuses: number[]][] = [
  ['text that is no JSON', 'customer_id=ada', [400]],
  ['JSON that breaks off', '{"customer_id":"a', [400]],
  ['a byte that is not UTF-8', Buffer.from('{"customer_id":"\xff"}', 'latin1'), [400]],
  ['an overlong UTF-8 form', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), [400]],
  ['half a surrogate pair', '{"customer_id":"\\ud800"}', [400]],
  ['more than it may hold', JSON.stringify({ customer_id: 'x'.repeat(mostBytes) }), [413]],
  ['a hundred thousand levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, [400, 413]],
  ['a number beyond all numbers', '{"customer_id":1e999}', [400]],
  ['nothing', '', [400]],
];

const wrongWholes = ['[]', '[[]]', '"text"', '42', 'true', 'null', '{}'];

const types = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
];

const reservedKeys = ['$gt', '$where', '__proto__', 'constructor', 'prototype', 'a\0b'];

/** Fields of our own calls have a type; what is free-form (`data`, `context` …) is at least an object. */
const typedFields = ({ body }: Endpoint): Path[] => {
  const [first] = Object.values(body as object);
  const isDraft = Object.keys(body as object).join() === 'body';
  const inner = isDraft ? pathsIn(first, 1).map((path): Path => ['body', ...path]) : [];
  return [...pathsIn(body, 1), ...inner];
};

const bodyAttacks = (endpoint: Endpoint, method: string, path: string): Attack[] => {
  const { body, headers = {}, halfGood, foreign = false } = endpoint;
  if (body === undefined) return [];
  const refused = (name: string, sent: string | Uint8Array, more: Partial<Attack> = {}): Attack => ({
    ...{ name, method, path, headers, body: sent, statuses: [400] },
    ...more,
  });
  const faulty = (name: string, sent: string, fault: string): Attack => refused(name, sent, { fault });
  return [
    ...notJson.map(([name, sent, statuses]) => refused(name, sent, { statuses })),
    ...wrongWholes.map((sent) => refused(`the whole body is ${sent}`, sent, { fault: '' })),
    ...types.map((type) =>
      refused(`a body of type ${type}`, JSON.stringify(body), {
        headers: { ...headers, 'content-type': type },
        statuses: [415],
      }),
    ),
    ...pathsIn(body, 6).map((at) =>
      faulty(
        `an operator at ${pointer(at)}`,
        JSON.stringify(replaced(body, at, { $gt: '' })),
        pointer([...at, '$gt']),
      ),
    ),
    ...objectsIn(body).flatMap((at) =>
      reservedKeys.map((key) =>
        faulty(
          `the key ${JSON.stringify(key)} in ${pointer(at)}`,
          withKey(body, at, key),
          pointer([...at, key]),
        ),
      ),
    ),
    ...typedFields(endpoint).map((at) =>
      faulty(`the wrong type at ${pointer(at)}`, JSON.stringify(replaced(body, at, [[]])), pointer(at)),
    ),
    ...(halfGood ? [faulty('one bad item among good ones', JSON.stringify(halfGood[0]), halfGood[1])] : []),
    ...(foreign ? [] : [faulty('a field that is not known', withKey(body, [], 'surprise'), '/surprise')]),
  ];
};

const strangeIds = [
  '%00',
  'a%00b',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  'a%2Fb',
  '%5C',
  '%',
  '%zz',
  '%ff',
  '%ED%A0%80',
  '%24gt',
  '%7B%22%24gt%22%3A%22%22%7D',
  '__proto__',
  'constructor',
  'x'.repeat(5000),
  '%F0%9F%92%A9',
  '%20',
  '-1',
  '1e9',
  'null',
];

const idAttacks = (endpoint: Endpoint, method: string, route: string): Attack[] => {
  if (!route.includes(':')) return [];
  const { body, headers = {} } = endpoint;
  return strangeIds.map((id) => ({
    name: `the id ${id.slice(0, 40)}`,
    method,
    path: route.replaceAll(/:\w+/g, id),
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    statuses: [400, 404],
    // a list of what belongs to nobody is empty, and checking a document needs none to be there
    orAnswered: /\/(events|decisions|customers|validate)$/.test(route),
  }));
};

const strangeQueries = [
  'explain=true&explain=false',
  'include[$gt]=',
  'include[]=timeline&include[]=segments',
  '__proto__[x]=1',
  'constructor=1',
  'environment=nowhere',
  'environment=production&environment=staging',
  'from=yesterday',
  'confidence_level=NaN',
  'confidenceLevel=2',
  'filter=%7B%22%24where%22%3A%221%22%7D',
  'filter=%7B%22id%22%3A%7B%22a%22%3A1%7D%7D',
  'filter=%7B%22q%22%3A%5B%5B%5D%5D%7D',
  'filter=nonsense',
  'filter=null',
  'sort=%5B%22__proto__%22%2C%22ASC%22%5D',
  'sort=%5B1%2C2%5D',
  'range=%5B-1%2C5%5D',
  'range=%5B0%2C1e12%5D',
  'range=%5B5%2C0%5D',
  'limit=-1',
  'customer_id=a&customer_id=b',
  'recommendation_types=similar_products:many',
  'a%00b=%00',
  '%=%',
  '%ff=%ff',
  `x=${'y'.repeat(8000)}`,
  Array.from({ length: 1500 }, (_, i) => `a${i}=1`).join('&'),
];

const queryAttacks = (method: string, path: string): Attack[] => {
  if (method !== 'GET') return [];
  const join = path.includes('?') ? '&' : '?';
  return strangeQueries.map((query) => ({
    name: `the query ${query.slice(0, 60)}`,
    method,
    path: `${path}${join}${query}`,
    statuses: [400, 404],
    orAnswered: true,
  }));
};

const accessAttacks = (endpoint: Endpoint, method: string, path: string): Attack[] => {
  const { surface, body, headers: own = {}, open } = endpoint;
  if (open) return [];
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const anonymous = (name: string, headers: Record<string, string>, statuses = [401]): Attack => ({
    ...{ name, method, path, ...sent, headers: { ...own, ...headers }, anonymous: true, statuses },
  });
  const asAdmin = { cookie: 'attune_session=nobody', 'x-attune-csrf': '1' };
  const fromElsewhere = anonymous('no header that only our own pages send', { 'x-attune-csrf': '' }, [403]);
  return surface === 'admin'
    ? [
        anonymous('no session', {}),
        anonymous('a session that is not known', asAdmin),
        ...(method === 'GET' ? [] : [{ ...fromElsewhere, anonymous: false }]),
      ]
    : [
        anonymous('no key', {}),
        anonymous('a key that is not known', { authorization: 'Bearer attune_not_a_key_of_this_shop' }),
        anonymous('a key of another kind', { authorization: 'Basic YTpi' }),
        anonymous('an operator for a key', { 'x-api-key': '{"$gt":""}' }),
      ];
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Everything that is tried at one endpoint; `served` are the methods that its path takes. */
export const attacksOn = (endpoint: Endpoint, served: readonly string[]): Attack[] => {
  const [method = '', route = ''] = endpoint.route.split(' ');
  const path = endpoint.at ?? route;
  const others = methods.filter((other) => !served.includes(other));
  return [
    ...bodyAttacks(endpoint, method, path),
    ...(endpoint.likeAnother || endpoint.endless
      ? []
      : [...idAttacks(endpoint, method, route), ...queryAttacks(method, path)]),
    ...accessAttacks(endpoint, method, path),
    ...others.map((other) => ({ name: `the method ${other}`, method: other, path, statuses: [404, 405] })),
  ];
};
