import { deepStrictEqual, strictEqual } from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StoredEvent } from '#schemas/event.ts';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { expectedOf } from './ingest-expected.ts';
import { crashEvents, crashScope, openBehavior } from './ingest-shop.ts';

const worker = fileURLToPath(new URL('./ingest-worker.ts', import.meta.url));

type Round = { url: string; scope: string; from: number; to: number; killAfter: number };

/** Runs the worker until it is killed; resolves with the events it acknowledged. */
const killedRound = async ({ url, scope, from, to, killAfter }: Round): Promise<number[]> => {
  const child = spawn(process.execPath, ['--import', 'tsx', worker, url, scope, `${from}`, `${to}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: number[] = [];
  const closed = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === killAfter) child.kill('SIGKILL');
  }
  await closed;
  return acknowledged;
};

type CrashResult = { rounds: number; acknowledged: number; stored: number };
type Behavior = ReturnType<typeof openBehavior>;

/** Sends the events in parts, each to a server that is killed in the middle of its part. */
const sendAndKill = async (url: string, scope: string, rounds: number): Promise<Set<number>> => {
  const size = Math.floor(crashEvents().length / rounds);
  const acknowledged = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const killAfter = 1 + ((17 + round * 37) % Math.floor(size / 2));
    const part = { from: round * size, to: (round + 1) * size };
    for (const index of await killedRound({ url, scope, ...part, killAfter })) acknowledged.add(index);
  }
  return acknowledged;
};

const storedIds = async ({ stores }: Behavior, events: readonly StoredEvent[]): Promise<Set<string>> => {
  const ids = new Set<string>();
  for (const profileId of new Set(events.map((event) => event.profileId)))
    for (const { messageId } of await stores.events.historyOf(profileId)) ids.add(messageId);
  return ids;
};

const requireExact = async ({ stores }: Behavior, events: readonly StoredEvent[]): Promise<void> => {
  const { profiles, changes } = expectedOf(events);
  strictEqual(await stores.events.count(), events.length);
  for (const [id, profile] of profiles)
    deepStrictEqual({ ...(await stores.profiles.read(id)), version: 0 }, profile);
  const totals = await stores.totals.ofExperiment('headline');
  for (const { experiment: _, ...total } of changes.totals)
    deepStrictEqual(totals.get(total.variation), total);
  const outcomes = await stores.outcomes.index();
  for (const { placement, variant, n, metrics } of changes.outcomes)
    deepStrictEqual(outcomes.get(`${placement}/${variant}`)?.randomized, { n, goals: metrics });
  const days = changes.days.map((day) => ({ decisions: 0, ...day }));
  deepStrictEqual(
    await stores.days.between('2026-01-01', '2026-12-31'),
    days.sort((a, b) => (a.day < b.day ? -1 : 1)),
  );
};

/**
 * Ingestion under `kill -9`: each round sends a part of the events and is killed in the middle of it; then all are
 * sent again. Nothing acknowledged may be lost, nothing may be there twice, and every total must be exact.
 * @throws AssertionError naming the first thing that is not so
 */
export const crashIngest = async (url: string, rounds: number): Promise<CrashResult> => {
  const scope = `crash-${process.pid}-${Date.now().toString(36)}`;
  const db = await connectMongo(url);
  try {
    await ensureIndexes(db);
    const acknowledged = await sendAndKill(url, scope, rounds);
    const behavior = openBehavior(db, crashScope(scope));
    const events = crashEvents();
    const known = await storedIds(behavior, events);
    for (const index of acknowledged)
      strictEqual(known.has(events[index]!.messageId), true, `event ${index} was acknowledged and is lost`);

    const again = await behavior.ingest(events);
    deepStrictEqual(again, { stored: events.length - known.size, duplicates: known.size });
    await behavior.folder.foldPending();
    await requireExact(behavior, events);
    return { rounds, acknowledged: acknowledged.size, stored: known.size };
  } finally {
    await db.close();
  }
};

const inEmbeddedStore = async (work: (url: string) => Promise<CrashResult>): Promise<CrashResult> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-faults-'));
  const { uri, stop } = await startEmbeddedStore({ dataDir });
  try {
    return await work(uri);
  } finally {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** `npm run faults ingest [kills]`: on an embedded store of its own, or on the database at MONGODB_URL. */
export const run = async ([kills = '8']: string[]): Promise<void> => {
  const url = process.env['MONGODB_URL'];
  const crash = (at: string): Promise<CrashResult> => crashIngest(at, Number(kills));
  const { rounds, acknowledged, stored } = await (url ? crash(url) : inEmbeddedStore(crash));
  console.log(
    `${rounds} kills: ${acknowledged} events acknowledged, ${stored} stored, none lost, none twice, totals exact`,
  );
};
