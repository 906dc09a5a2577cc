import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { portUri, storeUri } from './address.ts';
import { doc } from './values/types.ts';
import { ATTACH, callStore, LISTEN } from './wire/call.ts';

export interface EmbeddedStoreOptions {
  dataDir: string;
  /** Also listens on 127.0.0.1 at this port (0: a free one) until `stop`, for ordinary MongoDB tools. */
  port?: number;
  /** false: writes are acknowledged before they are on disk. For tests only. */
  sync?: boolean;
  /** Seconds between two rounds of housekeeping, such as expiring documents. */
  sweepSeconds?: number;
  onLog?: (line: string) => void;
}

export interface EmbeddedStore {
  uri: string;
  pid: number;
  /** It was running already, as whoever started it wanted it. */
  joined: boolean;
  /** The address of the port, where one was asked for. */
  portUri?: string;
  /** Resolves when the store is gone, or let go of. */
  ended: Promise<void>;
  /** Lets go of the store; it ends shortly after the last process has let go. */
  stop(): Promise<void>;
}

const START_MS = 20_000;
const RETRY_MS = 50;
const MAX_RETRY_MS = 1000;

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Starts the store of a data directory, or joins the one that serves it already.
 * `const store = await startEmbeddedStore({ dataDir: '.data/store' })`
 */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const dataDir = resolve(options.dataDir);
  let deadline = Date.now() + START_MS;
  for (let wait = RETRY_MS; ; wait = Math.min(2 * wait, MAX_RETRY_MS)) {
    const running = await attach(dataDir);
    if (running) return withPort(storeOf(dataDir, running, true), dataDir, options.port);
    const reason = await spawnStore(dataDir, options);
    const attachment = await attach(dataDir);
    if (attachment) return withPort(storeOf(dataDir, attachment, false), dataDir, options.port);
    // Whoever holds the lock lives, and may have to read all of a large store first.
    if (reason === 'locked') deadline = Date.now() + START_MS;
    if (Date.now() > deadline) throw new Error(`the embedded store of ${dataDir} did not start`);
    await new Promise((done) => setTimeout(done, wait));
  }
}

interface Attachment {
  socket: Socket;
  pid: number;
}

function storeOf(dataDir: string, { socket, pid }: Attachment, joined: boolean): EmbeddedStore {
  const ended = new Promise<void>((done) => {
    if (socket.destroyed) return done();
    socket.once('close', () => done());
  });
  return {
    uri: storeUri(dataDir),
    pid,
    joined,
    ended,
    stop() {
      // it did not keep the process alive, but its end is waited for
      socket.ref();
      socket.end();
      return ended;
    },
  };
}

/** Has a store open a port for as long as this process uses it. */
async function withPort(store: EmbeddedStore, dataDir: string, port?: number): Promise<EmbeddedStore> {
  if (port === undefined) return store;
  const answer = await callStore(dataDir, doc({ [LISTEN]: port, $db: 'admin' }));
  if (answer?.reply.get('ok') !== 1) {
    answer?.socket.destroy();
    await store.stop();
    throw new Error(String(answer?.reply.get('errmsg') ?? `the embedded store of ${dataDir} has ended`));
  }
  const { socket, reply } = answer;
  socket.unref();
  return {
    ...store,
    portUri: portUri(Number(reply.get('port'))),
    stop() {
      socket.destroy();
      return store.stop();
    },
  };
}

/** Attaches to a running store: it lives at least as long as this connection. */
async function attach(dataDir: string): Promise<Attachment | undefined> {
  const answer = await callStore(dataDir, doc({ [ATTACH]: 1, $db: 'admin' }));
  answer?.socket.unref();
  return answer && { socket: answer.socket, pid: Number(answer.reply.get('pid')) };
}

/** How to run the store: the bundle that the build makes where it is up to date, or else the source through tsx. */
function storeProgram(): string[] {
  const beside = resolve(here, 'embedded-store.js');
  if (existsSync(beside)) return [beside];
  const built = resolve(here, '../../../dist/server/embedded-store.js');
  return isNewerThan(built, here) ? [built] : ['--import', 'tsx', resolve(here, 'main.ts')];
}

function isNewerThan(file: string, directory: string): boolean {
  if (!existsSync(file)) return false;
  const sources = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const newest = Math.max(...sources.map((name) => statSync(join(directory, name)).mtimeMs));
  return statSync(file).mtimeMs > newest;
}

/** Starts the process and waits until it listens, or until it says that another one does. */
async function spawnStore(
  dataDir: string,
  { sync, sweepSeconds, onLog }: EmbeddedStoreOptions,
): Promise<'ready' | 'locked'> {
  const args = [...storeProgram(), '--dir', dataDir];
  if (sync === false) args.push('--no-sync');
  if (sweepSeconds !== undefined) args.push('--sweep-seconds', String(sweepSeconds));
  const child = spawn(process.execPath, args, {
    cwd: here,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createInterface({ input: child.stderr });
  const lines: string[] = [];
  log.on('line', (line) => {
    lines.push(line);
    onLog?.(line);
  });
  const reason = await firstReport(child);
  if (reason !== 'ready' && reason !== 'locked') {
    throw new Error(
      `the embedded store of ${dataDir} ended at its start: ${lines.slice(-5).join(' ') || reason}`,
    );
  }
  letGo(child);
  return reason;
}

/** The child must not keep this process alive, nor the other way round. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
}

function firstReport(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('close', (code) => done(code === 3 ? 'locked' : `exit code ${code}`));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).once('line', (line) => {
      const report = JSON.parse(line) as { ready: boolean; reason?: string };
      done(report.ready ? 'ready' : (report.reason ?? 'unknown'));
    });
  });
}
