import { availableParallelism, hostname } from 'node:os';
import { Double } from 'bson';
import { failure } from '../errors.ts';
import { type Doc, doc } from '../values/types.ts';
import type { Context } from './context.ts';

const VERSION = '8.0.0';
const MAX_WIRE_VERSION = 25;

/** Reports a replica set of one: drivers want one for sessions, transactions and change streams. */
export function hello({ host, command }: Context): Doc {
  const legacy = !command.has('hello');
  return doc({
    helloOk: true,
    [legacy ? 'ismaster' : 'isWritablePrimary']: true,
    secondary: false,
    setName: 'embedded',
    setVersion: 1,
    hosts: [host],
    primary: host,
    me: host,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: 1,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    ok: 1,
  });
}

export const buildInfo = (): Doc =>
  doc({
    version: VERSION,
    versionArray: [8, 0, 0, 0],
    gitVersion: 'embedded',
    modules: ['attune-embedded'],
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16_777_216,
    storageEngines: ['lmdb'],
    ok: 1,
  });

export const ok = (): Doc => doc({ ok: 1 });

export const connectionStatus = (): Doc =>
  doc({ authInfo: doc({ authenticatedUsers: [], authenticatedUserRoles: [] }), ok: 1 });

export function serverStatus({ host, startedAt, engine }: Context): Doc {
  const uptime = new Double((Date.now() - startedAt.getTime()) / 1000);
  return doc({
    host,
    version: VERSION,
    process: 'attune-embedded',
    pid: BigInt(process.pid),
    uptime,
    localTime: new Date(),
    collections: engine.catalog.list().length,
    mem: doc({ resident: Math.round(process.memoryUsage().rss / 1_048_576) }),
    ok: 1,
  });
}

/** Parameters that tools ask for when they connect. */
export function getParameter({ command }: Context): Doc {
  if (command.get('featureCompatibilityVersion') !== undefined) {
    return doc({ featureCompatibilityVersion: doc({ version: '8.0' }), ok: 1 });
  }
  throw failure('InvalidOptions', 'no option found to get');
}

export const hostInfo = (): Doc =>
  doc({
    system: doc({ hostname: hostname(), numCores: availableParallelism() }),
    os: doc({ type: process.platform }),
    ok: 1,
  });
