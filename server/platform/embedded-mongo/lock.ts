import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { socketPath } from './address.ts';

const HEARTBEAT_MS = 2000;
const STALE_MS = 10_000;

export interface Lock {
  /** Not where the folder was removed or another store has taken the lock. */
  isHeld(): boolean;
  release(): void;
}

/** Whether a store answers on the socket of a data directory. */
export function isServed(dataDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(dataDir));
    const end = (served: boolean) => {
      socket.destroy();
      resolve(served);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/**
 * Takes the lock file of a data directory, or undefined where a living store has it. A lock is stale when it came
 * with a copy of another folder, when its process is gone, or when it has had no heartbeat for 10 s and nothing
 * answers: process ids come back. `onLost` hears within seconds that the lock is not held any more: what is written
 * from then on may reach no file that has a name.
 */
export async function takeLock(dataDir: string, onLost: () => void = () => {}): Promise<Lock | undefined> {
  const path = join(dataDir, 'store.lock');
  if (!create(path, dataDir)) {
    if (!(await isStale(path, dataDir))) return undefined;
    rmSync(path, { force: true });
    if (!create(path, dataDir)) return undefined;
  }
  const own = readFileSync(path, 'utf8');
  const isHeld = () => isWritten(path, own);
  const heartbeat = setInterval(() => (isHeld() ? touch(path) : onLost()), HEARTBEAT_MS).unref();
  return {
    isHeld,
    release() {
      clearInterval(heartbeat);
      if (isHeld()) rmSync(path, { force: true });
    },
  };
}

/** Is this what a file holds? One that cannot be read now is taken to hold it; one that is gone is not. */
function isWritten(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function create(path: string, dataDir: string): boolean {
  try {
    writeFileSync(path, `${process.pid} ${folderId(dataDir)}`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The folder itself, under whatever name: a copy has another, a moved one keeps its own. */
function folderId(dataDir: string): string {
  const { dev, ino } = statSync(dataDir, { bigint: true });
  return `${dev}:${ino}`;
}

function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // It was removed just now; the next heartbeat will say so.
  }
}

async function isStale(path: string, dataDir: string): Promise<boolean> {
  try {
    const [owner, folder = folderId(dataDir)] = readFileSync(path, 'utf8').split(' ');
    const silent = Date.now() - statSync(path).mtimeMs > STALE_MS;
    // Whoever makes a lock writes its name a moment later.
    if (owner === '') return silent;
    const pid = Number(owner);
    if (folder !== folderId(dataDir) || pid === process.pid || !isAlive(pid)) return true;
    return silent && !(await isServed(dataDir));
  } catch {
    return true;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
