import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isRoot = (folder: string): boolean =>
  existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'rules'));

const findRoot = (folder: string): string => (isRoot(folder) ? folder : findRoot(dirname(folder)));

/** The folder that holds package.json and rules/, from the source as from the built server. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

export const version = (
  JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }
).version;
