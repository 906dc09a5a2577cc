import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withExamples } from './options.ts';

/** `attune store restore`: a backup takes the place of a store that does not run. */
export const addRestore = (
  store: Command,
  { print }: CommandContext,
  dataDir: (data?: string) => string,
): void => {
  const command = store
    .command('restore')
    .summary('put a backup in the place of a store that does not run')
    .description(
      'Puts a backup in the place of the store. The ledger of erasures beside it stays: the next start erases again whoever was erased since the backup.',
    )
    .option('--data <folder>', 'the data folder; otherwise that of ATTUNE_DATA_DIR')
    .requiredOption('--from <folder>', 'the folder of a backup')
    .action(async ({ data, from }: { data?: string; from: string }) => {
      const { restoreStore } = await import('#server/platform/embedded-mongo/restore.ts');
      const folder = dataDir(data);
      await restoreStore(folder, from);
      print(`The store of ${folder} is that of ${from}.`);
    });
  withExamples(command, ['attune store restore --from /backups/2026-05-04']);
};
