/** `npm run faults <suite> [arguments]`: breaks the product on purpose, and fails when something is lost. */
import { existsSync, readdirSync } from 'node:fs';

type Suite = { run: (args: string[]) => Promise<void> };

const folder = new URL('./', import.meta.url);
const [name = '', ...args] = process.argv.slice(2);

const isSuite = (suite: string): boolean =>
  /^[a-z]+$/.test(suite) && suite !== 'run' && existsSync(new URL(`${suite}.ts`, folder));

if (!isSuite(name)) {
  const suites = readdirSync(folder).flatMap((file) => {
    const suite = file.replace(/\.ts$/, '');
    return isSuite(suite) ? [suite] : [];
  });
  console.error(`Usage: npm run faults <suite> [arguments]. Suites: ${suites.join(', ')}.`);
  process.exit(2);
}

const suite = (await import(new URL(`${name}.ts`, folder).href)) as Suite;
await suite.run(args);
