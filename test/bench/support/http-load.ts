import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { percentile } from './measure.ts';

/** A server under load: where it answers, and how much processor time its process has used, in microseconds. */
export type Target = {
  name: string;
  url: string;
  headers: Record<string, string>;
  cpu: () => Promise<number>;
};

/** Latencies in milliseconds. */
export type Latency = { p50: number; p99: number };
/** `cpu`: processor time a request in microseconds, with all work that follows the answer. */
export type Load = Latency & { cpu: number; rate: number };

type Options = { bodies: readonly string[]; seconds: number; connections: number };

/** Longer than the server takes to write behind what it answered with. */
const settleMs = 500;

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

const latencyOf = (milliseconds: readonly number[]): Latency => {
  const sorted = ascending(milliseconds);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
};

/** Each connection asks again as soon as it is answered; the latencies. */
const saturate = (target: Target, { bodies, seconds, connections }: Options): Promise<number[]> =>
  new Promise((resolve, reject) => {
    const latencies: number[] = [];
    const { name, url, headers } = target;
    const options = {
      ...{ url, connections, duration: seconds, timeout: 60 },
      requests: bodies.map((body) => ({ method: 'POST' as const, headers, body })),
    };
    const run = autocannon(options, (error, { non2xx, errors }) => {
      if (error) reject(error);
      else if (non2xx + errors > 0) reject(new Error(`${name}: ${non2xx} refused, ${errors} failed`));
      else resolve(latencies);
    });
    run.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  });

/** As much as a server can take. */
export const fullLoad = async (target: Target, options: Options): Promise<Load> => {
  const before = await target.cpu();
  const latencies = await saturate(target, options);
  await sleep(settleMs);
  const cpu = ((await target.cpu()) - before) / latencies.length;
  return { cpu, rate: latencies.length / options.seconds, ...latencyOf(latencies) };
};

const ask = ({ url, headers }: Target, body: string, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - started));
    });
    sent.once('error', reject).end(body);
  });

/** So many requests a second, evenly, whether or not those before are answered. */
export const pacedLoad = async (target: Target, rate: number, options: Options): Promise<Latency> => {
  const { bodies, seconds, connections } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const pending: Promise<number>[] = [];
  const started = performance.now();
  while (performance.now() - started < seconds * 1000) {
    const due = ((performance.now() - started) / 1000) * rate;
    while (pending.length < due) pending.push(ask(target, bodies[pending.length % bodies.length]!, agent));
    await sleep(1);
  }
  const latencies = await Promise.all(pending);
  agent.destroy();
  return latencyOf(latencies);
};

const median = (values: readonly number[]): number => percentile(ascending(values), 0.5);

/** The middle of several rounds, figure by figure. */
export const middleOf = (rounds: readonly Load[]): Load => ({
  cpu: median(rounds.map(({ cpu }) => cpu)),
  rate: median(rounds.map(({ rate }) => rate)),
  p50: median(rounds.map(({ p50 }) => p50)),
  p99: median(rounds.map(({ p99 }) => p99)),
});
