import { Command } from 'commander';
import { settings } from '#server/config.ts';
import { version } from '#server/platform/root.ts';
import { addAnalyzeCommand } from './commands/analyze.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addBucketCommand } from './commands/bucket.ts';
import { addConfigurationCommands } from './commands/configuration.ts';
import { addDemoCommands } from './commands/demo.ts';
import { addImportCommand } from './commands/import.ts';
import { addKeyCommand } from './commands/key.ts';
import { addMaintenanceCommands } from './commands/maintenance.ts';
import { addMatchCommands } from './commands/match.ts';
import { addPrivacyCommands } from './commands/privacy.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addSegmentCommands } from './commands/segments.ts';
import { addTestCommand } from './commands/test.ts';
import type { CommandContext } from './context.ts';

const settingsHelp = (): string => {
  const width = Math.max(...settings.map(({ name }) => name.length));
  const used = settings.filter(({ name }) =>
    ['MONGODB_URL', 'ATTUNE_DATA_DIR', 'ATTUNE_LOG_LEVEL'].includes(name),
  );
  const lines = used.map(({ name, about, example }) => {
    const standard = example === '' ? '' : ` (${example})`;
    return `  ${name.padEnd(width)}${about}${standard}`;
  });
  return `\nSettings, from the environment:\n${lines.join('\n')}\n\n"attune <command> --help" tells more of a command.`;
};

/** The command line, ready to parse arguments. */
export const createProgram = (context: CommandContext): Command => {
  const program = new Command('attune')
    .description('Rules, journeys and experiments for personalized storefronts.')
    .version(version)
    .helpCommand(false)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .showHelpAfterError('(attune <command> --help tells how)')
    .addHelpText('after', settingsHelp);
  program.commandsGroup('Data:');
  addDemoCommands(program, context);
  addImportCommand(program, context);
  program.commandsGroup('Rules:');
  addConfigurationCommands(program, context);
  addMatchCommands(program, context);
  addAnalyzeCommand(program, context);
  addBucketCommand(program, context);
  addReplayCommand(program, context);
  addTestCommand(program, context);
  program.commandsGroup('Operation:');
  addKeyCommand(program, context);
  addSegmentCommands(program, context);
  addPrivacyCommands(program, context);
  addAuditCommand(program, context);
  addMaintenanceCommands(program, context);
  return program;
};
