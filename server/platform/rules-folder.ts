import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FactMap } from '#server/domain/releases/foreign-facts.ts';
import { readPack, writePack } from '#server/domain/releases/pack.ts';
import { sourceId } from '#server/domain/releases/source.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';

const isPack = (name: string): boolean => name.endsWith('.json') && !name.endsWith('.cases.json');

/** The packs by their path from a folder; a file is its own and only pack. */
const packFiles = async (place: string): Promise<string[]> => {
  try {
    return (await readdir(place, { recursive: true })).filter(isPack).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // joined with nothing, the path of a file stays
    if (code === 'ENOTDIR') return [''];
    throw code === 'ENOENT' ? new Error(`There is no folder or file ${place}.`) : error;
  }
};

const parsePack = (file: string, text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  // json-rules-engine's users keep their rules as a list
  if (Array.isArray(value)) return { rules: value };
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new Error(`${file} is not a pack: a JSON object with sections such as "rules", or a list of rules`);
};

type PackFile = { file: string; labels: Record<string, unknown>; documents: SourceDocument[] };

const labelsOf = ({ $schema, name, description }: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ $schema, name, description }).filter(([, value]) => value !== undefined),
  );

const readPackFile = async (folder: string, file: string, facts: FactMap): Promise<PackFile> => {
  const path = join(folder, file);
  const pack = parsePack(path, await readFile(path, 'utf8'));
  const { documents, faults } = readPack(pack, facts);
  if (faults.length === 0) return { file, labels: labelsOf(pack), documents };
  throw new Error(
    `${path}: ${faults.map((fault) => `${fault.path.join('.')}: ${fault.message}`).join('; ')}`,
  );
};

const readPacks = async (folder: string, facts: FactMap = {}): Promise<PackFile[]> => {
  const packs: PackFile[] = [];
  for (const file of await packFiles(folder)) packs.push(await readPackFile(folder, file, facts));
  return packs;
};

/**
 * The documents of all packs in a folder and below it, in the order of file names, or of one file; golden cases are left
 * out. Facts of another system are read where the map says.
 * @throws Error naming the file that is no pack, and every section that does not exist; also for a folder without a
 * document, since that would say that nothing is to be in force
 */
export const readRulesFolder = async (folder: string, facts: FactMap = {}): Promise<SourceDocument[]> => {
  const documents = (await readPacks(folder, facts)).flatMap((pack) => pack.documents);
  if (documents.length === 0) throw new Error(`${folder} holds no documents; is it the wrong path?`);
  return documents;
};

const schema = '../../schemas/json/pack.schema.json';

/** Where a document goes that no file has yet: a journey is long, so each has its own. */
const newFileOf = ({ kind, body }: SourceDocument): string =>
  kind === 'journey'
    ? join('journeys', `${(body as { key: string }).key}.json`)
    : join('packs', 'storefront.json');

/**
 * Writes documents to a folder, each to the file that has it already, so that reading the folder gives them back. A
 * document that is gone is taken out of its file, and a file without documents is removed; golden cases stay.
 * @returns the files that were written
 */
export const writeRulesFolder = async (
  folder: string,
  documents: readonly SourceDocument[],
): Promise<string[]> => {
  await mkdir(folder, { recursive: true });
  const packs = await readPacks(folder);
  const fileOf = new Map(
    packs.flatMap(({ file, documents: own }) => own.map((each) => [sourceId(each), file])),
  );
  const labels = new Map(packs.map((pack) => [pack.file, pack.labels]));
  const contents = new Map<string, SourceDocument[]>();
  for (const document of documents) {
    const file = fileOf.get(sourceId(document)) ?? newFileOf(document);
    contents.set(file, [...(contents.get(file) ?? []), document]);
  }
  for (const { file } of packs) if (!contents.has(file)) await rm(join(folder, file));
  for (const [file, own] of contents) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    const pack = { ...(labels.get(file) ?? { $schema: schema }), ...writePack(own) };
    await writeFile(join(folder, file), `${JSON.stringify(pack, null, 2)}\n`);
  }
  return [...contents.keys()].sort();
};
