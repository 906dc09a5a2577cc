import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AuditAction, type AuditRow, auditActions } from '#schemas/audit.ts';
import type { CommandContext } from '../context.ts';
import { renderTable } from '../table.ts';
import { environmentOption, wholeNumber, withExamples } from './options.ts';

type Options = { environment: string; since?: Date; action?: AuditAction; limit: number; json?: boolean };

const toTime = (text: string): Date => {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('Not a time such as 2026-03-01.');
  return time;
};

const rowOf = ({ at, actor, action, subject, customer, detail }: AuditRow): string[] => [
  at.toISOString(),
  actor,
  action,
  customer ?? subject,
  detail === undefined ? '' : JSON.stringify(detail),
];

/** Who did what, for people at a terminal. */
export const addAuditCommand = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('audit')
    .summary('list who did what, and when')
    .description('Lists the newest entries of the audit log.')
    .option('--since <time>', 'none from before, such as 2026-03-01', toTime)
    .addOption(new Option('--action <action>', 'of one kind only').choices(auditActions))
    .option('--limit <n>', 'how many', wholeNumber(1, 1000), 50)
    .option('--json', 'one JSON object a line, for programs')
    .addOption(environmentOption())
    .action(({ environment: name, since, action, limit, json = false }: Options) =>
      withServices(name, async ({ environment }) => {
        const range = { from: 0, to: limit - 1 };
        const { rows, total } = await environment.privacy.auditLog.list({ since, action }, range);
        if (json) {
          for (const row of rows) print(JSON.stringify(row));
          return;
        }
        if (rows.length === 0) return print('Nothing of that is in the audit log.');
        print(renderTable(['at', 'who', 'what', 'about', 'detail'], rows.map(rowOf)));
        print(`${rows.length} of ${total}.`);
      }),
    );
  withExamples(command, [
    'attune audit',
    'attune audit --since 2026-03-01 --action customer.exported --json',
  ]);
};
