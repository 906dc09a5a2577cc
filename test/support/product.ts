import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '#server/platform/root.ts';

export const credentials = {
  email: 'admin@example.com',
  password: 'a-password-for-tests',
  /** A server key: it may do everything. */
  apiKey: 'attune_a_key_for_the_tests_only',
};

export type Product = typeof credentials & {
  url: string;
  dataDir: string;
  /** Everything it has said so far. */
  output: () => string;
  /** Ends server and store between two instructions, as a power cut would; the data directory stays. */
  kill: () => Promise<void>;
  /** Ends it as SIGTERM does, and removes the data directory unless it was given. */
  stop: () => Promise<void>;
};

export type ProductOptions = {
  demo?: 'on' | 'off';
  /** A data directory that outlives the product. */
  dataDir?: string;
  /** Further settings. */
  env?: Readonly<Record<string, string>>;
};

/** What a process of the product is started with: these settings and nothing of the machine's own. */
export const productEnvironment = (dataDir: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  ATTUNE_DATA_DIR: dataDir,
});

/** Starts one of the commands in server/launch, as npm would. */
export const launch = (
  command: 'start.mjs' | 'attune.mjs',
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess =>
  spawn(process.execPath, [join(projectRoot, 'server/launch', command), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const endOf = async (child: ChildProcess): Promise<void> => {
  if (!ended(child)) await once(child, 'exit');
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The process that serves a data directory, as its lock names it. */
const storePid = (dataDir: string): number | null => {
  try {
    return Number.parseInt(readFileSync(join(dataDir, 'store.lock'), 'utf8'), 10);
  } catch {
    return null;
  }
};

const storeEnd = async (pid: number | null): Promise<void> => {
  while (pid !== null && isAlive(pid)) await sleep(10);
};

/** Kills a process and the store it uses, the store first so that nothing more is acknowledged. */
export const powerCut = async (child: ChildProcess, dataDir: string): Promise<void> => {
  const store = storePid(dataDir);
  if (store !== null && isAlive(store)) process.kill(store, 'SIGKILL');
  child.kill('SIGKILL');
  await endOf(child);
  await storeEnd(store);
};

/** Collects what a process says, and calls back for each line. */
export const listenTo = (child: ChildProcess, hear: (line: string) => void = () => {}): (() => string) => {
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    if (stream)
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        hear(line);
      });
  return () => said.join('\n');
};

/** Starts what `npm start` starts, by default with the demo shop, in a folder of its own and on a free port. */
export const startProduct = async (options: ProductOptions = {}): Promise<Product> => {
  const { demo = 'on', env = {} } = options;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'attune-product-')));
  const child = launch('start.mjs', [], {
    ...productEnvironment(dataDir),
    PORT: '0',
    ATTUNE_DEMO: demo,
    ATTUNE_ADMIN_EMAIL: credentials.email,
    ATTUNE_ADMIN_PASSWORD: credentials.password,
    ATTUNE_API_KEY: credentials.apiKey,
    ...env,
  });
  let output = (): string => '';
  const url = await new Promise<string>((resolve, reject) => {
    output = listenTo(child, (line) => {
      const found = /Admin UI\s+(http:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The product ended with ${code}:\n${output()}`)));
  });
  return {
    url,
    dataDir,
    ...credentials,
    output,
    kill: () => powerCut(child, dataDir),
    stop: async () => {
      const store = storePid(dataDir);
      child.kill('SIGTERM');
      await endOf(child);
      await storeEnd(store);
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
};
