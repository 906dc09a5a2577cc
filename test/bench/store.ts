import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProduct } from '#test/support/build.ts';
import type { BenchRow } from './support/row.ts';
import { driverSubject, fillStore } from './support/store-driver.ts';
import {
  ENGINE,
  type Figures,
  FLOOR,
  figuresOf,
  goalRowsOf,
  rowsOf,
  STORE,
  startRow,
} from './support/store-rows.ts';
import { programs, startTime } from './support/store-start.ts';
import { fingerprintOf } from './support/store-tables.ts';
import { forkSubject, type Subject } from './support/store-turns.ts';
import type { Case, Measured, Turn } from './support/store-work.ts';

const TURNS = 5;

/** Calls a turn: about half a second each. A group over everything is asked for by one at a time only. */
const plan: readonly Omit<Turn, 'from'>[] = [
  { name: 'findOne by _id', inFlight: 1, calls: 1000 },
  { name: 'findOne by _id', inFlight: 64, calls: 3200 },
  { name: 'indexed find', inFlight: 1, calls: 500 },
  { name: 'indexed find', inFlight: 64, calls: 1280 },
  { name: '$group', inFlight: 1, calls: 1 },
  { name: 'insertOne', inFlight: 1, calls: 60 },
  { name: 'insertOne', inFlight: 64, calls: 2560 },
  { name: 'updateOne', inFlight: 1, calls: 60 },
  { name: 'updateOne', inFlight: 64, calls: 2560 },
  { name: 'insertMany', inFlight: 1, calls: 20 },
  { name: 'insertMany', inFlight: 64, calls: 64 },
];

/** Turns one after another, so that a change of the machine's speed meets all alike; the first only warms up. */
const measureInTurns = async (
  subjects: readonly Subject[],
  { name, calls, inFlight }: Omit<Turn, 'from'>,
  numberFrom: (calls: number) => number,
): Promise<Figures[]> => {
  const seen = subjects.map((): Measured[] => []);
  for (let turn = 0; turn <= TURNS; turn += 1) {
    const from = numberFrom(calls);
    const answers = new Set<number>();
    for (const [place, subject] of subjects.entries()) {
      const measured = await subject.take({ name, calls, inFlight, from });
      answers.add(measured.answers);
      if (turn > 0) seen[place]!.push(measured);
    }
    if (answers.size > 1) throw new Error(`the subjects disagree on ${name}: ${[...answers].join(', ')}`);
  }
  return seen.map(figuresOf);
};

async function* startRows(directories: Readonly<Record<string, string>>): AsyncGenerator<BenchRow> {
  for (const [what, directory] of Object.entries(directories))
    for (const [program, file] of Object.entries(programs)) {
      const times: number[] = [];
      for (let turn = 0; turn < TURNS; turn += 1) times.push(await startTime(file, directory));
      yield startRow(what, program, times);
    }
}

const requireSameBytes = async (directories: readonly string[]): Promise<void> => {
  const fingerprints = new Set<string>();
  for (const directory of directories) fingerprints.add(await fingerprintOf(directory));
  if (fingerprints.size > 1) throw new Error('the subjects do not hold the same bytes');
};

/** The embedded store beside bare LMDB: the same documents under the same keys, flushed before they are told. */
export async function* run(): AsyncGenerator<BenchRow> {
  buildProduct();
  const root = await mkdtemp(join(tmpdir(), 'attune-bench-'));
  const [through, bare, inside, empty] = ['store', 'lmdb', 'engine', 'empty'].map((name) =>
    join(root, name),
  ) as [string, string, string, string];
  try {
    await fillStore(through);
    for (const copy of [bare, inside]) await cp(through, copy, { recursive: true });
    await mkdir(empty);
    yield* startRows({ 'nothing in it': empty, '100,000 documents': through });
    await requireSameBytes([through, bare, inside]);
    yield* measure(through, bare, inside);
    await requireSameBytes([through, bare, inside]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function* measure(through: string, bare: string, inside: string): AsyncGenerator<BenchRow> {
  const subjects = [
    await forkSubject(FLOOR, new URL('./support/store-lmdb.ts', import.meta.url), bare),
    await forkSubject(ENGINE, new URL('./support/store-engine.ts', import.meta.url), inside),
    await driverSubject(STORE, through),
  ];
  try {
    const given = new Map<Case, number>();
    for (const one of plan) {
      const numberFrom = (calls: number): number => {
        const from = given.get(one.name) ?? 0;
        given.set(one.name, from + calls);
        return from;
      };
      const figures = await measureInTurns(subjects, one, numberFrom);
      const name = `${one.name}, ${one.inFlight} at once`;
      yield* rowsOf(name, subjects, figures);
      yield* goalRowsOf(one, figures);
    }
  } finally {
    for (const { close } of subjects) await close();
  }
}
