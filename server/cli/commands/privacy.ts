import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { PrivacyRequest } from '#schemas/privacy.ts';
import type { CommandContext } from '../context.ts';
import { renderTable } from '../table.ts';
import { environmentOption, withExamples } from './options.ts';

type Person = { environment: string; anonymous?: boolean };

const idOf = (id: string, { anonymous = false }: Person): string =>
  `${anonymous ? 'anonymous_id' : 'customer_id'}:${id}`;

const about = 'the id is an anonymous id';

const addExport = (privacy: Command, { withServices, print }: CommandContext): void => {
  const command = privacy
    .command('export')
    .summary('write everything that is kept about a customer')
    .description('Writes everything that is kept about a customer to a file, as one JSON document.')
    .argument('<customer>', 'the id by which the shop knows the customer')
    .requiredOption('--to <file>', 'where to write it')
    .option('--anonymous', about)
    .addOption(environmentOption())
    .action((customer: string, { to, ...options }: Person & { to: string }) =>
      withServices(options.environment, async ({ environment: { privacy: service } }) => {
        const parts = await service.export.of(idOf(customer, options), { by: 'cli', door: 'cli' });
        if (parts === null) throw new Error(`Nothing is kept about "${customer}".`);
        await pipeline(Readable.from(parts), createWriteStream(to, { mode: 0o600 }));
        print(`Wrote what is kept about "${customer}" to ${to}.`);
      }),
    );
  withExamples(command, ['attune privacy export 17850 --to 17850.json']);
};

const addErase = (privacy: Command, { withServices, print }: CommandContext): void => {
  const command = privacy
    .command('erase')
    .summary('erase a customer everywhere')
    .description(
      'Erases a customer everywhere, and purges and compacts an embedded store. One that is interrupted is finished by the next server or command.',
    )
    .argument('<customer>', 'the id by which the shop knows the customer')
    .option('--anonymous', about)
    .addOption(environmentOption())
    .action((customer: string, options: Person) =>
      withServices(options.environment, async ({ environment: { privacy: service } }) => {
        const profileId = idOf(customer, options);
        const isKnown = await service.isKnown(profileId);
        const { id } = await service.erasures.request(profileId, 'cli');
        await service.erasures.run();
        const erasure = await service.erasures.read(id);
        if (erasure.error !== null)
          throw new Error(`The erasure stopped, and will be tried again: ${erasure.error}`);
        const documents = Object.entries(erasure.removed).map(([name, count]) => `${count} ${name}`);
        print(
          isKnown || documents.length > 0
            ? `Erased: ${documents.join(', ') || 'nothing was kept'}.`
            : `Nobody is known by "${customer}", so nothing was erased. Events of before now are refused.`,
        );
        if (erasure.state !== 'done') print('Another process finishes it.');
      }),
    );
  withExamples(command, ['attune privacy erase 17850', 'attune privacy erase 3f2a --anonymous']);
};

const rowOf = ({ id, type, law, state, receivedAt, dueAt, profileId }: PrivacyRequest): string[] => [
  id,
  type,
  law,
  state,
  receivedAt.toISOString().slice(0, 10),
  dueAt.toISOString().slice(0, 10),
  profileId ?? '–',
];

const addRequests = (privacy: Command, { withServices, print }: CommandContext): void => {
  const command = privacy
    .command('requests')
    .summary('list what people asked for')
    .description('Lists the privacy requests that wait for an answer, the most urgent first.')
    .option('--all', 'also those that were answered')
    .addOption(environmentOption())
    .action(({ environment: name, all = false }: { environment: string; all?: boolean }) =>
      withServices(name, async ({ environment }) => {
        const { rows } = await environment.privacy.requests.list({
          filter: {},
          sort: { field: 'dueAt', order: 'asc' },
          range: { from: 0, to: 999 },
        });
        const shown = rows.filter(({ completedAt }) => all || completedAt === null);
        if (shown.length === 0) return print('No request waits for an answer.');
        return print(
          renderTable(['id', 'type', 'law', 'state', 'received', 'due', 'customer'], shown.map(rowOf)),
        );
      }),
    );
  withExamples(command, ['attune privacy requests', 'attune privacy requests --all']);
};

/** What people may ask of those who keep their data. */
export const addPrivacyCommands = (program: Command, context: CommandContext): void => {
  const privacy = program
    .command('privacy')
    .summary('export, erase and requests: privacy export, privacy erase, privacy requests')
    .description('What people may ask of those who keep their data.');
  addExport(privacy, context);
  addErase(privacy, context);
  addRequests(privacy, context);
};
