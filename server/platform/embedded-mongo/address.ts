import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** Unix socket paths end at 107 bytes on Linux and 103 on macOS. */
const MAX_SOCKET_PATH = 100;

/** The socket of a data directory; where the path would be too long, one in a private temporary directory. */
export function socketPath(dataDir: string): string {
  const direct = join(resolve(dataDir), 'store.sock');
  if (Buffer.byteLength(direct) <= MAX_SOCKET_PATH) return direct;
  const holder = join(tmpdir(), `attune-${userInfo().uid}`);
  mkdirSync(holder, { recursive: true, mode: 0o700 });
  const hash = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 24);
  return join(holder, `${hash}.sock`);
}

/** The connection string of a port that a store has opened. */
export const portUri = (port: number): string => `mongodb://127.0.0.1:${port}/attune?directConnection=true`;

/** The connection string of the store of a data directory. */
export const storeUri = (dataDir: string): string =>
  `mongodb://${encodeURIComponent(socketPath(dataDir))}/attune?directConnection=true`;
