import { mkdirSync } from 'node:fs';
import { type Catalog, openCatalog } from './catalog.ts';
import { type Environment, openEnvironment } from './environment.ts';
import { TABLE, wholeTable } from './layout.ts';
import { logTime } from './log.ts';
import { createWriter, type Writer } from './writer.ts';

/** The store of one data directory, opened. */
export interface Engine {
  environment: Environment;
  writer: Writer;
  catalog: Catalog;
  close(): Promise<void>;
}

/** Opens a data directory. `onFatal` hears of a failed commit: the process must then end. */
export function openEngine(directory: string, sync: boolean, onFatal: (error: unknown) => void): Engine {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const environment = openEnvironment(directory, sync);
  const [last] = environment.latest.scan({ ...wholeTable(TABLE.log), reverse: true });
  const writer = createWriter(environment, last ? logTime(last.key) : 0n, onFatal);
  const catalog = openCatalog(writer);
  return {
    environment,
    writer,
    catalog,
    async close() {
      await writer.flushed();
      await environment.close();
    },
  };
}
