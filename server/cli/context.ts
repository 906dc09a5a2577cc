import type { Config } from '#server/config.ts';
import type { Services } from './services.ts';

/** What commands work with. */
export type CommandContext = {
  config: () => Config;
  /** Runs work with an open installation, and closes it whatever happens. */
  withServices: <R>(environment: string, work: (services: Services) => Promise<R>) => Promise<R>;
  print: (text: string) => void;
};
