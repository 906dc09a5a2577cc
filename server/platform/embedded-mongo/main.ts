import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { socketPath, storeUri } from './address.ts';
import { takeLock } from './lock.ts';
import { openEngine } from './storage/engine.ts';
import { maintain } from './storage/maintenance.ts';
import { createCursors } from './wire/cursors.ts';
import { serve } from './wire/server.ts';
import { createSessions } from './wire/sessions.ts';

const FIRST_ATTACH_MS = 15_000;
const LAST_DETACH_MS = 1500;
const SWEEP_MS = 1000;

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    'no-sync': { type: 'boolean', default: false },
    'sweep-seconds': { type: 'string', default: '60' },
  },
});

const log = (line: string) => process.stderr.write(`${line}\n`);
const report = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Serves one data directory until its last user is gone. */
async function run(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const lock = await takeLock(dataDir, () => {
    log(`the store ends: ${dataDir} was removed, or another store has taken it`);
    process.exit(1);
  });
  if (!lock) {
    report({ ready: false, reason: 'locked' });
    process.exit(3);
  }
  const socket = socketPath(dataDir);
  process.once('exit', () => {
    // the socket of another store is not removed
    if (lock.isHeld()) rmSync(socket, { force: true });
    lock.release();
  });
  rmSync(socket, { force: true });
  const engine = await openEngine({
    directory: dataDir,
    sync: !values['no-sync'],
    onFatal: (error) => {
      log(`the store cannot write and ends: ${String(error)}`);
      process.exit(1);
    },
    onLog: log,
  });
  const cursors = createCursors();
  const sessions = createSessions(engine);
  const server = { engine, cursors, sessions, startedAt: new Date(), host: 'localhost:27017', local: true };

  let leaving: NodeJS.Timeout | undefined;
  const leaveIn = (ms: number) => {
    leaving = setTimeout(() => void end(), ms);
  };
  const listener = createServer();
  const connections = serve(listener, server, (count) => {
    clearTimeout(leaving);
    if (count === 0) leaveIn(LAST_DETACH_MS);
  });

  let ending = false;
  async function end(): Promise<void> {
    if (ending) return;
    ending = true;
    await connections.drain();
    cursors.closeAll();
    await engine.close();
    process.exit(0);
  }

  await new Promise<void>((done, fail) => {
    listener.once('error', fail);
    listener.listen(socket, done);
  });
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  process.stdout.on('error', () => {});
  leaveIn(FIRST_ATTACH_MS);
  schedule(Number(values['sweep-seconds']) * 1000, () => maintain(engine, new Date()));
  schedule(SWEEP_MS, async () => {
    cursors.sweep();
    sessions.sweep();
  });
  report({ ready: true, uri: storeUri(dataDir), pid: process.pid, ms: Math.round(performance.now()) });
}

/** Repeats a task with a pause between its end and its next start. */
function schedule(ms: number, task: () => Promise<void>): void {
  setTimeout(async () => {
    await task().catch((error: unknown) => log(`store housekeeping: ${String(error)}`));
    schedule(ms, task);
  }, ms).unref();
}

if (!values.dir) {
  process.stderr.write('usage: embedded-store --dir <directory> [--no-sync] [--sweep-seconds <n>]\n');
  process.exit(2);
}
await run(resolve(values.dir)).catch((error: unknown) => {
  log(error instanceof Error ? error.message : String(error));
  process.exit(4);
});
