import { resolve } from 'node:path';
import { z } from 'zod';
import { type MatcherName, matcherNames } from './domain/releases/types.ts';
import { type LogLevel, logLevels } from './platform/logger.ts';

export type Config = {
  host: string;
  port: number;
  /** Null: the embedded store in `dataDir`. */
  mongodbUrl: string | null;
  dataDir: string;
  demo: boolean;
  adminEmail: string;
  adminPassword: string | null;
  apiKey: string | null;
  logLevel: LogLevel;
  matcher: MatcherName;
  role: 'api' | 'worker' | 'all';
  /** What Shopify signs its webhooks with, by environment; null where no shop is connected. */
  shopifySecrets: Readonly<Record<string, string | null>>;
};

type Setting = { name: string; allowed: string; example: string; about: string };

/** Every setting, as the README and `--help` list them. */
export const settings = [
  {
    name: 'PORT',
    allowed: 'a whole number from 0 to 65535',
    example: '3000',
    about: 'port to listen on; 0 takes a free one',
  },
  {
    name: 'HOST',
    allowed: 'an address or name to listen on',
    example: '127.0.0.1',
    about: 'address to listen on',
  },
  {
    name: 'MONGODB_URL',
    allowed: 'mongodb:// or mongodb+srv:// of a replica set, with a database name',
    example: '',
    about: 'production database; empty means the embedded store',
  },
  { name: 'ATTUNE_DATA_DIR', allowed: 'a folder', example: '.data', about: 'where the embedded store lives' },
  {
    name: 'ATTUNE_DEMO',
    allowed: 'on or off',
    example: 'on',
    about: 'load the demo shop into an empty database',
  },
  {
    name: 'ATTUNE_ADMIN_EMAIL',
    allowed: 'an e-mail address',
    example: 'admin@attune.local',
    about: 'login of the first administrator',
  },
  {
    name: 'ATTUNE_ADMIN_PASSWORD',
    allowed: 'at least 10 characters',
    example: '',
    about: 'password of the first administrator; empty means a random one, printed once',
  },
  {
    name: 'ATTUNE_API_KEY',
    allowed: 'at least 20 letters, digits, "-" or "_"',
    example: '',
    about: 'presets a server key, for automation',
  },
  {
    name: 'ATTUNE_LOG_LEVEL',
    allowed: logLevels.join(', '),
    example: 'warn',
    about: 'least severe log line to write',
  },
  {
    name: 'ATTUNE_MATCHER',
    allowed: matcherNames.join(' or '),
    example: 'compiled',
    about: 'what answers conditions; reference is json-rules-engine, slow, to compare with',
  },
  { name: 'ATTUNE_ROLE', allowed: 'api, worker or all', example: 'all', about: 'what this process does' },
  {
    name: 'ATTUNE_SHOPIFY_SECRET',
    allowed: '16 to 200 characters without spaces',
    example: '',
    about: "what Shopify signs production's webhooks with; empty means no shop is connected",
  },
  {
    name: 'ATTUNE_SHOPIFY_SECRET_STAGING',
    allowed: '16 to 200 characters without spaces',
    example: '',
    about: 'the same for staging',
  },
] as const satisfies readonly Setting[];

const emptyMeansAbsent = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <S extends z.ZodType>(schema: S) => z.preprocess(emptyMeansAbsent, schema.optional());

const SharedSecret = z.string().regex(/^\S{16,200}$/);

const Environment = z.object({
  PORT: optional(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
  ),
  HOST: optional(z.string().regex(/^[A-Za-z0-9.:_-]+$/)),
  MONGODB_URL: optional(z.string().regex(/^mongodb(\+srv)?:\/\/.+/)),
  ATTUNE_DATA_DIR: optional(z.string()),
  ATTUNE_DEMO: optional(z.enum(['on', 'off'])),
  ATTUNE_ADMIN_EMAIL: optional(z.email()),
  ATTUNE_ADMIN_PASSWORD: optional(z.string().min(10)),
  ATTUNE_API_KEY: optional(z.string().regex(/^[A-Za-z0-9_-]{20,200}$/)),
  ATTUNE_LOG_LEVEL: optional(z.enum(logLevels)),
  ATTUNE_MATCHER: optional(z.enum(matcherNames)),
  ATTUNE_ROLE: optional(z.enum(['api', 'worker', 'all'])),
  ATTUNE_SHOPIFY_SECRET: optional(SharedSecret),
  ATTUNE_SHOPIFY_SECRET_STAGING: optional(SharedSecret),
});

/** Settings that no process can start with; the message says which, why and what is allowed. */
export class ConfigError extends Error {}

const secret = new Set([
  'ATTUNE_ADMIN_PASSWORD',
  'ATTUNE_API_KEY',
  'ATTUNE_SHOPIFY_SECRET',
  'ATTUNE_SHOPIFY_SECRET_STAGING',
  'MONGODB_URL',
]);

const sentence = (name: string, env: NodeJS.ProcessEnv): string => {
  const setting = settings.find((known) => known.name === name);
  const given = secret.has(name) ? 'its value' : JSON.stringify(env[name]);
  return `${name} cannot be ${given}: allowed is ${setting?.allowed ?? 'something else'}.`;
};

const unknownSettings = (env: NodeJS.ProcessEnv): string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith('ATTUNE_') && !settings.some((known) => known.name === name))
    .filter((name) => !name.startsWith('ATTUNE_TEST_'))
    .map((name) => `${name} is not a setting; there are ${settings.map((known) => known.name).join(', ')}.`);

/**
 * The settings of a process, from its environment.
 * @throws ConfigError with one sentence for each wrong setting
 * @example parseConfig({ PORT: '8080' }).port // 8080
 */
export const parseConfig = (env: NodeJS.ProcessEnv): Config => {
  const result = Environment.safeParse(env);
  const wrong = new Set(result.error?.issues.map(({ path }) => String(path[0])));
  const faults = [...[...wrong].map((name) => sentence(name, env)), ...unknownSettings(env)];
  if (!result.success || faults.length > 0) throw new ConfigError(faults.join('\n'));
  const given = result.data;
  return {
    host: given.HOST ?? '127.0.0.1',
    port: given.PORT ?? 3000,
    mongodbUrl: given.MONGODB_URL ?? null,
    dataDir: resolve(given.ATTUNE_DATA_DIR ?? '.data'),
    demo: (given.ATTUNE_DEMO ?? 'on') === 'on',
    adminEmail: given.ATTUNE_ADMIN_EMAIL ?? 'admin@attune.local',
    adminPassword: given.ATTUNE_ADMIN_PASSWORD ?? null,
    apiKey: given.ATTUNE_API_KEY ?? null,
    logLevel: given.ATTUNE_LOG_LEVEL ?? 'warn',
    matcher: given.ATTUNE_MATCHER ?? 'compiled',
    role: given.ATTUNE_ROLE ?? 'all',
    shopifySecrets: {
      production: given.ATTUNE_SHOPIFY_SECRET ?? null,
      staging: given.ATTUNE_SHOPIFY_SECRET_STAGING ?? null,
    },
  };
};
