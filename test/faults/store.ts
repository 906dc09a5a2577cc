import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderTable } from '#server/cli/table.ts';
import { seededRandom } from '#server/domain/random.ts';
import { buildProduct } from '#test/support/build.ts';
import { type Torn, tearStore } from './store-damage.ts';
import { killStore, type Round } from './store-rounds.ts';

const faultsIn = ({ lost, half, mismatches, refused }: Round): string[] => [
  ...lost.map((what) => `lost: ${what}`),
  ...half.map((what) => `half: ${what}`),
  ...mismatches.map((what) => `index: ${what}`),
  ...refused.map((what) => `refused: ${what}`),
];

const shown = 10;

const tell = (round: Round): void => {
  const { number, during, acknowledged, unsure } = round;
  const faults = faultsIn(round);
  const verdict = faults.length === 0 ? 'all there' : `${faults.length} FAULTS`;
  console.error(
    `${String(number + 1).padStart(4)}  ${during.padEnd(16)}  ${acknowledged} acknowledged, ` +
      `${unsure.applied} + ${unsure.absent} cut off (done + not done): ${verdict}`,
  );
  for (const fault of faults.slice(0, shown)) console.error(`      ${fault}`);
};

const totals = (rounds: readonly Round[]): string => {
  const kinds = [...new Set(rounds.map(({ during }) => during))];
  const row = (name: string, some: readonly Round[]): (string | number)[] => {
    const sum = (of: (round: Round) => number): number => some.reduce((total, round) => total + of(round), 0);
    return [
      name,
      some.length,
      sum(({ acknowledged }) => acknowledged),
      sum(({ unsure }) => unsure.applied + unsure.absent),
      sum(({ lost }) => lost.length),
      sum(({ half }) => half.length),
      sum(({ mismatches }) => mismatches.length),
      sum(({ refused }) => refused.length),
    ];
  };
  return renderTable(
    ['killed during', 'rounds', 'acknowledged', 'cut off', 'lost', 'half', 'index mismatches', 'refused'],
    [
      ...kinds.map((kind) =>
        row(
          kind,
          rounds.filter(({ during }) => during === kind),
        ),
      ),
      row('all', rounds),
    ],
  );
};

const tellTorn = ({ damage, answer, detail }: Torn): void =>
  console.error(`      torn: ${damage}: ${answer === 'WRONG' ? `WRONG, ${detail}` : answer}`);

/** One round in ten also tears the file that the killed store has left; of fewer than five, the last. */
const isTorn = (round: number, rounds: number): boolean =>
  round % 10 === 4 || (rounds < 5 && round === rounds - 1);

const breakStore = async (dataDir: string, rounds: number, seed: number) => {
  const random = seededRandom(seed);
  const seen: { rounds: Round[]; torn: Torn[]; broken: boolean } = { rounds: [], torn: [], broken: false };
  const tear = async (round: number): Promise<void> => {
    if (!isTorn(round, rounds)) return;
    for await (const torn of tearStore(dataDir, random)) {
      tellTorn(torn);
      seen.torn.push(torn);
    }
  };
  try {
    for await (const round of killStore({ dataDir, rounds, seed }, tear)) {
      tell(round);
      seen.rounds.push(round);
    }
  } catch (error) {
    console.error(String(error));
    seen.broken = true;
  }
  return seen;
};

/** `npm run faults store [--rounds n] [--seed n]`: kills the embedded store a hundred times and compares. */
export const run = async (args: string[]): Promise<void> => {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
  });
  buildProduct();
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-faults-'));
  const { rounds, torn, broken } = await breakStore(dataDir, Number(values.rounds), Number(values.seed));
  console.log(totals(rounds));
  const count = (answer: Torn['answer']) => torn.filter((one) => one.answer === answer).length;
  console.log(
    `Files torn (in every tenth round, or in the last of fewer than five): ${torn.length}; said so ${count('said')}, nothing in use torn ${count('harmless')}, wrong ${count('WRONG')}.`,
  );
  if (broken || count('WRONG') > 0 || rounds.some((round) => faultsIn(round).length > 0)) {
    console.error(`The data are kept in ${dataDir}.`);
    process.exitCode = 1;
  } else await rm(dataDir, { recursive: true, force: true });
};
