import { z } from 'zod';
import { Problem } from '#schemas/problem.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One call of the API, as its documentation tells it. */
export type Operation = {
  method: Method;
  /** With OpenAPI's own parameters: `/profile/{customer_id}`. */
  path: string;
  summary: string;
  tag: string;
  /** Absent: open to everyone. */
  security?: 'key' | 'session';
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A body that works on the demo shop, to try the call with. */
  example?: unknown;
  /** Status and what it answers with. */
  success: { status: number; description: string; schema?: z.ZodType; type?: string };
  /** Problems that a caller should expect. */
  problems?: readonly number[];
  /** It takes an `Idempotency-Key`: what is sent again under the same one is answered again, and done once. */
  idempotent?: boolean;
  /** Keys may make so many calls a minute. */
  limited?: boolean;
  /** Errors told in another protocol's form; without a schema their body is empty. */
  failures?: Readonly<Record<number, { description: string; schema?: z.ZodType }>>;
};

type Json = Record<string, unknown>;

/** Dates are ISO texts on the wire; what JSON Schema cannot say is left open. */
const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json =>
  z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema: found }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(found, { type: 'string', format: 'date-time' });
    },
  }) as Json;

const withoutMeta = ({ $schema: _, ...schema }: Json): Json => schema;

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const queryParameters = (query: z.ZodObject | undefined): Json[] => {
  if (!query) return [];
  const schema = withoutMeta(jsonSchema(query, 'input'));
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Record<string, Json>) ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: property,
  }));
};

const answer = ({
  description,
  schema,
  type = 'application/json',
}: Omit<Operation['success'], 'status'>): Json => ({
  description,
  ...(schema && { content: { [type]: { schema: withoutMeta(jsonSchema(schema, 'output')) } } }),
});

const failures = (told: Operation['failures'] = {}): Json =>
  Object.fromEntries(Object.entries(told).map(([status, failure]) => [status, answer(failure)]));

const problems = (statuses: readonly number[] = []): Json =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: '#/components/responses/Problem' }]));

const references = (section: string, name: string): Json => ({ $ref: `#/components/${section}/${name}` });

/** What stands before an operation answers as well. */
const guardProblems = ({ idempotent, limited, problems: own = [] }: Operation): Json => ({
  ...(idempotent && {
    409: references('responses', own.includes(409) ? 'Problem' : 'UnderWay'),
    422: references('responses', own.includes(422) ? 'Problem' : 'KeyReused'),
  }),
  ...((limited || own.includes(429)) && { 429: references('responses', 'TooManyRequests') }),
});

const operationObject = (operation: Operation): Json => ({
  summary: operation.summary,
  operationId: `${operation.method}${operation.path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
  tags: [operation.tag],
  security: operation.security ? [{ [operation.security]: [] }] : [],
  parameters: [
    ...pathParameters(operation.path),
    ...queryParameters(operation.query),
    ...(operation.idempotent ? [references('parameters', 'IdempotencyKey')] : []),
  ],
  ...(operation.body && {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: withoutMeta(jsonSchema(operation.body, 'input')),
          ...(operation.example !== undefined && { example: operation.example }),
        },
      },
    },
  }),
  responses: {
    [operation.success.status]: answer(operation.success),
    ...problems(operation.problems),
    ...guardProblems(operation),
    ...failures(operation.failures),
  },
});

const byPath = (operations: readonly Operation[]): Json => {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation) };
  }
  return paths;
};

/** Takes what schemas define for themselves out of them, to where the whole document finds it. */
const liftDefinitions = (value: unknown, lifted: Json): unknown => {
  if (Array.isArray(value)) return value.map((item) => liftDefinitions(item, lifted));
  if (typeof value !== 'object' || value === null) return value;
  const { $defs, $ref, ...rest } = value as Json;
  if ($defs !== undefined) Object.assign(lifted, liftDefinitions($defs, lifted));
  const entries = Object.entries(rest).map(([key, inside]) => [key, liftDefinitions(inside, lifted)]);
  const ref = typeof $ref === 'string' ? $ref.replace(/^#\/\$defs\//, '#/components/schemas/') : undefined;
  return { ...(ref !== undefined && { $ref: ref }), ...Object.fromEntries(entries) };
};

const problemContent = (): Json => ({
  content: { 'application/problem+json': { schema: withoutMeta(jsonSchema(Problem, 'output')) } },
});

const retryAfter: Json = {
  'Retry-After': { description: 'Seconds after which to try again', schema: { type: 'integer', minimum: 1 } },
};

const responses = (): Json => ({
  Problem: { description: 'A problem; `errors` names every fault with its path', ...problemContent() },
  UnderWay: {
    description: 'The first request with this Idempotency-Key is still under way',
    headers: retryAfter,
    ...problemContent(),
  },
  KeyReused: { description: 'The Idempotency-Key was sent before, with another body', ...problemContent() },
  TooManyRequests: {
    description: 'More calls than this key may make, or than can be stored',
    headers: retryAfter,
    ...problemContent(),
  },
});

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'For 24 hours the same key and body get the stored answer again, with `Idempotency-Replayed: true`',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
};

/** The OpenAPI 3.1 document of these operations, from the very schemas that check the requests. */
export const openApiDocument = (operations: readonly Operation[], version: string): Json => {
  const schemas: Json = {};
  const paths = liftDefinitions(byPath(operations), schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Attune',
      version,
      description:
        'Decides, for every customer on every page, what to show, recommend and offer, and proves whether it helped.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key' },
        session: { type: 'apiKey', in: 'cookie', name: 'attune_session', description: 'An admin session' },
      },
      parameters: { IdempotencyKey: idempotencyKey },
      responses: responses(),
    },
  };
};
