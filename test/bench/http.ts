import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '#test/support/product.ts';
import { apiClient } from '#test/support/server.ts';
import { fullLoad, type Latency, type Load, middleOf, pacedLoad, type Target } from './support/http-load.ts';
import { addCustomers, bodies, cases, putInForce } from './support/http-scene.ts';
import { floorName, productTarget, startFloor } from './support/http-targets.ts';
import type { BenchRow } from './support/row.ts';

const SUITE = 'http';
const CONNECTIONS = 64;
const ROUNDS = 3;
const SECONDS = 3;

type Measured = { full: Load; half: Latency };

/** Rounds in turns, so that a change of the machine's speed meets both alike; the first only warms up. */
const measureInTurns = async (targets: readonly Target[]): Promise<Measured[]> => {
  const options = { bodies, connections: CONNECTIONS, seconds: SECONDS };
  const rounds = targets.map((): Load[] => []);
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [index, target] of targets.entries()) {
      const measured = await fullLoad(target, options);
      if (round > 0) rounds[index]!.push(measured);
    }
  const measured: Measured[] = [];
  for (const [index, target] of targets.entries()) {
    const full = middleOf(rounds[index]!);
    const half = await pacedLoad(target, full.rate / 2, options);
    measured.push({ full, half });
  }
  return measured;
};

const figures: { name: string; unit: string; of: (measured: Measured) => number }[] = [
  { name: 'CPU a request', unit: 'µs', of: ({ full }) => full.cpu },
  { name: 'requests a second', unit: '/s', of: ({ full }) => full.rate },
  { name: 'p50, full load', unit: 'ms', of: ({ full }) => full.p50 },
  { name: 'p99, full load', unit: 'ms', of: ({ full }) => full.p99 },
  { name: 'p50, half load', unit: 'ms', of: ({ half }) => half.p50 },
  { name: 'p99, half load', unit: 'ms', of: ({ half }) => half.p99 },
];

const rowsOf = (name: string, targets: readonly Target[], measured: readonly Measured[]): BenchRow[] =>
  figures.flatMap((figure) =>
    targets.map((target, index) => ({
      suite: SUITE,
      case: `${name}, ${figure.name}`,
      subject: target.name,
      value: figure.of(measured[index]!),
      unit: figure.unit,
      ratio_to: floorName,
      ratio: figure.of(measured[index]!) / figure.of(measured[0]!),
    })),
  );

/**
 * The real experience endpoint beside the least that Express can do for the same request and reply. Here a ratio is
 * the subject's figure ÷ the floor's.
 */
export async function* run(): AsyncGenerator<BenchRow> {
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-bench-'));
  const product = await startProduct({ demo: 'off', dataDir });
  const floor = await startFloor(dataDir);
  try {
    const api = apiClient(product.url);
    await addCustomers(api);
    const targets = [floor, productTarget(product.url, product.apiKey)];
    for (const { name, documents } of await cases()) {
      await floor.tell(await putInForce(dataDir, documents, api));
      yield* rowsOf(name, targets, await measureInTurns(targets));
    }
  } finally {
    floor.child.kill();
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
