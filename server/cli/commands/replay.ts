import { type Command, InvalidArgumentError } from 'commander';
import type { ReplayPlacement, ReplayRequest, ReplayResult, ReplayValue } from '#schemas/replay.ts';
import type { CommandContext } from '../context.ts';
import { createProgress } from '../progress.ts';
import { renderTable } from '../table.ts';
import { environmentOption, wholeNumber, withExamples } from './options.ts';

const spans = { h: 3_600_000, d: 86_400_000 } as const;

/** `2026-03-01`, `2026-03-01T12:00:00Z`, or so long ago: `12h`, `7d`. */
const time = (text: string): Date => {
  const [, amount, unit] = /^(\d{1,6})([hd])$/.exec(text) ?? [];
  const found =
    amount === undefined
      ? new Date(/^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:\d\d))?$/.test(text) ? text : Number.NaN)
      : new Date(Date.now() - Number(amount) * spans[unit as keyof typeof spans]);
  if (Number.isNaN(found.getTime()))
    throw new InvalidArgumentError('Give a date, a time with its zone, or a span such as 12h or 7d.');
  return found;
};

const count = (value: number): string => value.toLocaleString('en');
const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}%`;
const number = (value: number): string => value.toPrecision(4);

const describeMoves = ({ moves }: ReplayPlacement): string =>
  renderTable(
    ['from', 'to', 'elements'],
    moves.map(({ from, to, elements }) => [from ?? '(not decided)', to ?? '(not decided)', elements]),
  );

const describeValue = ({ name, report }: ReplayValue): string => {
  if (report.state === 'refused') return `${name}: no estimate, ${report.reason}`;
  const estimate = ({ value, interval: [low, high] }: (typeof report)['logged']): string =>
    `${number(value)} (${number(low)} to ${number(high)})`;
  const rows = (['ips', 'snips', 'doublyRobust'] as const).map((method) => [
    { ips: 'IPS', snips: 'SNIPS', doublyRobust: 'doubly robust' }[method],
    estimate(report[method].value),
    estimate(report[method].change),
  ]);
  const { effective, units } = report.overlap;
  return [
    `${name}: ${estimate(report.logged)} as it was; ${count(units)} customers count as ${effective.toFixed(1)}`,
    renderTable(['estimate', 'value (95%)', 'change (95%)'], rows),
  ].join('\n');
};

const describePlacement = (placement: ReplayPlacement): string => {
  const { placement: key, changed, elements, moves, values } = placement;
  const head = `${key}: ${count(changed)} of ${count(elements)} change (${share(changed, elements)})`;
  return [head, ...(moves.length > 0 ? [describeMoves(placement)] : []), ...values.map(describeValue)].join(
    '\n',
  );
};

const describe = (result: ReplayResult): string => {
  const { decisions, replayed, changed, leftOut, repeats, placements, newPlacements, groups } = result;
  if (decisions === 0) return 'No decision was recorded in that time.';
  const whom = groups.map(({ by, value, ...group }) => [
    `${by} ${value}`,
    group.decisions,
    group.changed,
    share(group.changed, group.decisions),
  ]);
  return [
    `${count(replayed)} of ${count(decisions)} decisions were made again; ${count(changed)} change (${share(changed, replayed)}).`,
    ...leftOut.map(
      (one) => `Left out: ${count(one.decisions)} (${share(one.decisions, decisions)}), ${one.reason}.`,
    ),
    ...(repeats.decisions > 0
      ? [
          `Made with this very release: ${count(repeats.decisions)}, of which ${count(repeats.identical)} came out the same to the byte.`,
        ]
      : []),
    ...placements.map((placement) => `\n${describePlacement(placement)}`),
    ...(newPlacements.length > 0
      ? [
          `\nNew placements, counted in no share: ${newPlacements.map(({ placement, elements }) => `${placement} (${count(elements)})`).join(', ')}`,
        ]
      : []),
    ...(whom.length > 0 ? [`\n${renderTable(['for whom', 'decisions', 'changed', 'share'], whom)}`] : []),
  ].join('\n');
};

type Options = {
  draft?: boolean;
  release?: number;
  since: Date;
  until?: Date;
  environment: string;
  json?: boolean;
};

const requestOf = ({ draft = false, release, since, until }: Options): ReplayRequest => {
  if (draft === (release !== undefined)) throw new Error('Give either --draft or --release with a number.');
  return {
    release: release ?? 'draft',
    since: since.toISOString(),
    ...(until && { until: until.toISOString() }),
  };
};

export const addReplayCommand = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('replay')
    .summary('decide recorded traffic again with the drafts or a release')
    .description(
      'Makes recorded decisions again with another release, and says what changes, for whom, and what it is worth. Changes nothing; the result is kept beside those of the admin.',
    )
    .option('--draft', 'what publishing every draft would make')
    .option('--release <number>', 'a release that was published', wholeNumber(1))
    .requiredOption('--since <time>', 'a date, a time with its zone, or a span such as 12h or 7d', time)
    .option('--until <time>', 'the end; now when absent', time)
    .addOption(environmentOption())
    .option('--json', 'print the result as JSON')
    .action(async (options: Options) => {
      const request = requestOf(options);
      await withServices(options.environment, async ({ environment: { replay } }) => {
        const progress = createProgress();
        const result = await replay
          .runNow(request, {
            author: 'cli',
            onProgress: ({ done, total }) => progress.show('Deciding again', done, total),
          })
          .finally(() => progress.finish());
        print(options.json ? JSON.stringify(result, null, 2) : describe(result));
      });
    });
  withExamples(command, [
    'attune replay --draft --since 7d',
    'attune replay --release 12 --since 2026-03-01 --until 2026-03-08 --json',
  ]);
};
