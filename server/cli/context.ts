import type { Config } from '#server/config.ts';
import type { Services } from './services.ts';

/** What commands work with. */
export type CommandContext = {
  config: () => Config;
  /**
   * Runs work with an open installation, and closes it whatever happens. A store that is not there is made only for
   * what sets something up: anyone else named a wrong folder.
   */
  withServices: <R>(
    environment: string,
    work: (services: Services) => Promise<R>,
    options?: { setsUp: boolean },
  ) => Promise<R>;
  print: (text: string) => void;
};
