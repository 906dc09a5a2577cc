import { ConfigError, parseConfig } from './config.ts';
import { startServer } from './server.ts';

const fail = (message: string, code: number): never => {
  process.stderr.write(`${message}\n`);
  process.exit(code);
};

const main = async (): Promise<void> => {
  const server = await startServer(parseConfig(process.env), (line) => process.stdout.write(`${line}\n`));
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(`stopping failed: ${error}`, 1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};

main().catch((error: unknown) => {
  if (error instanceof ConfigError) fail(error.message, 2);
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    fail(
      'Attune cannot start: something listens there already. Choose another PORT, or 0 for a free one.',
      1,
    );
  fail(`Attune cannot start: ${error instanceof Error ? error.message : String(error)}`, 1);
});
