import { parseConfig } from '#server/config.ts';
import { explainError } from './fail.ts';
import { createProgram } from './program.ts';
import { requireStore } from './require-store.ts';
import { openServices } from './services.ts';

const config = () => parseConfig(process.env);

const program = createProgram({
  config,
  withServices: async (environment, work, { setsUp } = { setsUp: false }) => {
    if (!setsUp) requireStore(config());
    const services = await openServices(config(), environment);
    try {
      return await work(services);
    } finally {
      await services.close();
    }
  },
  print: (text) => void process.stdout.write(`${text}\n`),
});

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explainError(error)}\n`);
  process.exitCode = 1;
}
