import { join } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { DocumentFault } from '#schemas/release.ts';
import type { DocumentChange } from '#server/domain/releases/diff.ts';
import { type FactMap, factPlaceOf } from '#server/domain/releases/foreign-facts.ts';
import { largeRemoval } from '#server/domain/releases/removal.ts';
import { sourceId } from '#server/domain/releases/source.ts';
import type { ConfigurationService } from '#server/features/configuration/service.ts';
import { readCasesFolder, writeCasesFolder } from '#server/platform/cases-folder.ts';
import { pointer } from '#server/platform/problems.ts';
import { projectRoot } from '#server/platform/root.ts';
import { readRulesFolder, writeRulesFolder } from '#server/platform/rules-folder.ts';
import type { CommandContext } from '../context.ts';
import { environmentOption, wholeNumber, withExamples } from './options.ts';

const author = 'cli';
const shippedRules = join(projectRoot, 'rules');

const rulesFolder = (): Argument =>
  new Argument('[folder]', 'where the packs are, or one file').default(
    shippedRules,
    'rules/ of this installation',
  );

const withFact = (text: string, facts: FactMap): FactMap => {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const place = factPlaceOf(path ?? '');
  if (name !== undefined && place !== null) return { ...facts, [name]: place };
  throw new InvalidArgumentError('Give the fact and where it is found here, such as age=profile.traits.age.');
};

const mapOption = (): Option =>
  new Option(
    '--map <fact=path>',
    'where a fact of another system is found here: age=profile.traits.age; once for each',
  )
    .argParser(withFact)
    .default({}, 'none');

const signs: Record<DocumentChange['change'], string> = { added: '+', removed: '-', changed: '~' };

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const describeChange = ({ document, change, paths }: DocumentChange): string => {
  const lines = paths.map(({ path, before, after }) => `    ${path}: ${short(before)} → ${short(after)}`);
  return [`  ${signs[change]} ${document}`, ...(change === 'changed' ? lines : [])].join('\n');
};

const describeFault = ({ document, path, message }: DocumentFault): string =>
  `  ${document} ${pointer(path)}: ${message}`;

/** What becomes of the test cases. */
const describeCases = (changes: Record<'added' | 'changed' | 'removed', readonly string[]>): string => {
  const lines = (['added', 'changed', 'removed'] as const).flatMap((change) =>
    changes[change].map((key) => `  ${signs[change]} test case ${key}`),
  );
  return lines.length === 0 ? 'The test cases are the same.' : `Test cases:\n${lines.join('\n')}`;
};

type EnvironmentOptions = { environment: string };
type FolderOptions = EnvironmentOptions & { keepOthers?: boolean; map: FactMap };
type ReasonOptions = { reason: string };
type ApplyOptions = FolderOptions & ReasonOptions & { allowRemoval?: boolean };

/** What applying would remove when that is much; nothing when it is little. */
const muchRemoved = async (
  configuration: ConfigurationService,
  { environment, changes }: { environment: string; changes: readonly DocumentChange[] },
): Promise<string[]> => largeRemoval((await configuration.export(environment)).map(sourceId), changes);

const listed = (documents: readonly string[]): string => documents.map((id) => `  - ${id}`).join('\n');

const removalText = (removed: readonly string[]): string =>
  `this removes ${removed.length} documents, much of what is in force; --keep-others leaves them, --allow-removal lets them go`;

const addPlan = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('plan')
    .summary('show what applying a folder would change')
    .description('Compares a folder of rules with what is in force, and checks it. Changes nothing.')
    .addArgument(rulesFolder())
    .addOption(environmentOption())
    .option('--keep-others', 'leave documents alone that the folder lacks')
    .addOption(mapOption())
    .action((folder: string, { environment, keepOthers = false, map }: FolderOptions) =>
      withServices(environment, async ({ configuration, environment: { testCases } }) => {
        const documents = await readRulesFolder(folder, map);
        const cases = await readCasesFolder(folder);
        const plan = await configuration.plan({ environment, documents, keepOthers });
        const { parent, changes, faults, warnings } = plan;
        if (changes.length === 0)
          print(`${folder} is what is in force in ${environment} (release ${parent}).`);
        else {
          print(`Against release ${parent} of ${environment}:`);
          print(changes.map(describeChange).join('\n'));
        }
        if (cases) print(describeCases(await testCases.cases.changesTo(cases, keepOthers)));
        const removed = await muchRemoved(configuration, plan);
        if (removed.length > 0) print(`\napply will refuse: ${removalText(removed)}.`);
        if (warnings.length > 0) print(`\nTo be looked at:\n${warnings.map(describeFault).join('\n')}`);
        if (faults.length === 0) return;
        print(`\nIt could not be published:\n${faults.map(describeFault).join('\n')}`);
        process.exitCode = 1;
      }),
    );
  withExamples(command, [
    'attune plan',
    'attune plan ./my-rules --environment staging',
    'attune plan ./their-rules --map age=profile.traits.age --map total=cart.value',
  ]);
};

const addApply = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('apply')
    .summary('publish a folder of rules')
    .description(
      'Makes an environment what a folder says, as one release. Documents the folder lacks are removed.',
    )
    .addArgument(rulesFolder())
    .addOption(environmentOption())
    .option('--keep-others', 'leave documents alone that the folder lacks')
    .addOption(mapOption())
    .option('--allow-removal', 'remove even more than half of what is in force, or all of its placements')
    .option('--reason <text>', 'why, for the history', 'applied from a folder')
    .action((folder: string, options: ApplyOptions) =>
      withServices(
        options.environment,
        async ({ configuration, environment: { testCases } }) => {
          const { environment, reason, keepOthers = false, allowRemoval = false, map } = options;
          const documents = await readRulesFolder(folder, map);
          const cases = await readCasesFolder(folder);
          const plan = await configuration.plan({ environment, documents, keepOthers });
          const removed = allowRemoval ? [] : await muchRemoved(configuration, plan);
          if (removed.length > 0)
            throw new Error(`Nothing was applied: ${removalText(removed)}:\n${listed(removed)}`);
          const published = await configuration.apply({ environment, documents, keepOthers, author, reason });
          print(
            published
              ? `Release ${published.release.number} of ${environment}:\n${published.changes.map(describeChange).join('\n')}`
              : `${folder} is in force in ${environment} already.`,
          );
          if (cases) print(describeCases(await testCases.cases.apply(cases, author, keepOthers)));
        },
        { setsUp: true },
      ),
    );
  withExamples(command, ['attune apply', 'attune apply ./my-rules --reason "spring campaign" --keep-others']);
};

const addExport = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('export')
    .summary('write what is in force to a folder')
    .description(
      'Writes the rules in force to a folder, each to the file that has it already. Applying the folder changes nothing.',
    )
    .argument('<folder>', 'where to write the packs')
    .addOption(environmentOption())
    .action((folder: string, { environment }: EnvironmentOptions) =>
      withServices(environment, async ({ configuration, environment: { testCases } }) => {
        const cases = (await testCases.cases.all()).map(({ body }) => body);
        const files = [
          ...(await writeRulesFolder(folder, await configuration.export(environment))),
          ...(await writeCasesFolder(folder, cases)),
        ];
        print(files.map((file) => `wrote ${join(folder, file)}`).join('\n'));
      }),
    );
  withExamples(command, ['attune export ./my-rules', 'attune export ./staging --environment staging']);
};

type PublishOptions = EnvironmentOptions & ReasonOptions & { all?: boolean };

const addPublish = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('publish')
    .summary('publish drafts')
    .description('Publishes documents as they are drafted, all together as one release.')
    .argument('[documents...]', 'such as rule/vip-hero')
    .addOption(environmentOption())
    .option('--all', 'every draft')
    .requiredOption('--reason <text>', 'why, for the history')
    .action((documents: string[], { environment, reason, all = false }: PublishOptions) =>
      withServices(environment, async ({ configuration }) => {
        if (all === documents.length > 0) throw new Error('Name the documents to publish, or give --all.');
        const parent = await configuration.inForce(environment);
        const { release, changes } = await configuration.publish({
          environment,
          parent,
          documents: all ? 'all' : documents,
          author,
          reason,
        });
        print(`Release ${release.number} of ${environment}:\n${changes.map(describeChange).join('\n')}`);
      }),
    );
  withExamples(command, [
    'attune publish rule/vip-hero --reason "lower the threshold"',
    'attune publish --all --reason "spring campaign"',
  ]);
};

const addRollback = (program: Command, { withServices, print }: CommandContext): void => {
  const command = program
    .command('rollback')
    .summary('bring back an earlier release')
    .description(
      'Makes a new release with the entries of an earlier one: all of them, or those of some documents.',
    )
    .argument('[documents...]', 'only these, such as rule/vip-hero')
    .requiredOption('--to <number>', 'the release to go back to', wholeNumber(1))
    .requiredOption('--reason <text>', 'why, for the history')
    .addOption(environmentOption())
    .action((documents: string[], options: EnvironmentOptions & ReasonOptions & { to: number }) =>
      withServices(options.environment, async ({ configuration }) => {
        const { release, changes } = await configuration.rollback({
          ...options,
          author,
          documents: documents.length > 0 ? documents : undefined,
        });
        print(
          `Release ${release.number} of ${options.environment}:\n${changes.map(describeChange).join('\n')}`,
        );
      }),
    );
  withExamples(command, [
    'attune rollback --to 3 --reason "the new hero does not sell"',
    'attune rollback rule/vip-hero --to 3 --reason "only this one"',
  ]);
};

export const addConfigurationCommands = (program: Command, context: CommandContext): void => {
  addPlan(program, context);
  addApply(program, context);
  addExport(program, context);
  addPublish(program, context);
  addRollback(program, context);
};
