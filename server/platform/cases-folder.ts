import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CasesFile, type TestCase } from '#schemas/test-case.ts';

type File = { file: string; content: Record<string, unknown>; cases: TestCase[] };

const newFile = join('packs', 'storefront.cases.json');

const namesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    // a single file of rules has none beside it
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries.filter((name) => name.endsWith('.cases.json')).sort();
};

const readFileOf = async (folder: string, file: string): Promise<File> => {
  const path = join(folder, file);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`);
  }
  const parsed = CasesFile.safeParse(content);
  if (parsed.success)
    return { file, content: content as Record<string, unknown>, cases: parsed.data.cases ?? [] };
  const faults = parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
  throw new Error(`${path}: ${faults.join('; ')}`);
};

const readFiles = async (folder: string): Promise<File[]> => {
  const files: File[] = [];
  for (const name of await namesIn(folder)) files.push(await readFileOf(folder, name));
  return files;
};

const refuseTwins = (cases: readonly TestCase[]): void => {
  const keys = cases.map(({ key }) => key);
  const twins = keys.filter((key, index) => keys.indexOf(key) !== index);
  if (twins.length > 0)
    throw new Error(`There is more than one test case "${[...new Set(twins)].join('", "')}".`);
};

/**
 * The test cases of a folder of packs, in the order of file names; null when no file holds any, as in a folder from
 * before there were some.
 * @throws Error naming the file that cannot be used, and every fault in it
 */
export const readCasesFolder = async (folder: string): Promise<TestCase[] | null> => {
  const files = (await readFiles(folder)).filter(({ content }) => content['cases'] !== undefined);
  const cases = files.flatMap((file) => file.cases);
  refuseTwins(cases);
  return files.length === 0 ? null : cases;
};

/**
 * Writes test cases to a folder, each to the file that has it already, so that reading the folder gives them back. One
 * that is gone is taken out of its file; walks and descriptions stay.
 * @returns the files that were written
 */
export const writeCasesFolder = async (folder: string, cases: readonly TestCase[]): Promise<string[]> => {
  const files = await readFiles(folder);
  const fileOf = new Map(files.flatMap(({ file, cases: own }) => own.map(({ key }) => [key, file])));
  const own = new Map<string, TestCase[]>();
  for (const one of cases) {
    const file = fileOf.get(one.key) ?? newFile;
    own.set(file, [...(own.get(file) ?? []), one]);
  }
  for (const { file, content } of files)
    if (content['cases'] !== undefined && !own.has(file)) {
      const { cases: _, ...rest } = content;
      if (rest['walks'] === undefined) await rm(join(folder, file));
      else await writeFile(join(folder, file), `${JSON.stringify(rest, null, 2)}\n`);
    }
  for (const [file, list] of own) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    const before = files.find((known) => known.file === file)?.content;
    await writeFile(join(folder, file), `${JSON.stringify({ ...before, cases: list }, null, 2)}\n`);
  }
  return [...own.keys()].sort();
};
