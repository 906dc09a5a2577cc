import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import { readRulesFolder, writeRulesFolder } from '#server/platform/rules-folder.ts';

const shipped = fileURLToPath(new URL('../../rules', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const textsOf = async (path: string): Promise<Record<string, unknown>> => {
  const files = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
  const texts = files.map(async (file) => [file, JSON.parse(await readFile(join(path, file), 'utf8'))]);
  return Object.fromEntries(await Promise.all(texts));
};

test('the shipped rules can be published as they are', async () => {
  expect(validateDocuments(await readRulesFolder(shipped))).toEqual([]);
});

test('written over the files they came from, documents leave them as they were', async () => {
  await cp(shipped, folder, { recursive: true });
  await writeRulesFolder(folder, await readRulesFolder(shipped));
  expect(await textsOf(folder)).toEqual(await textsOf(shipped));
});

test('written to an empty folder, they are read back the same', async () => {
  const documents = await readRulesFolder(shipped);
  await writeRulesFolder(folder, documents);
  const kindAndBody = (kind: string) => documents.filter((document) => document.kind === kind);
  const again = await readRulesFolder(folder);
  for (const { kind } of documents)
    expect(again.filter((document) => document.kind === kind)).toEqual(kindAndBody(kind));
});

test('a document that is gone leaves its file, and an empty file goes too', async () => {
  await cp(shipped, folder, { recursive: true });
  const documents = await readRulesFolder(shipped);
  await writeRulesFolder(
    folder,
    documents.filter(({ kind }) => kind !== 'journey'),
  );
  expect(Object.keys(await textsOf(folder))).not.toContain('journeys/welcome.json');
  expect(Object.keys(await textsOf(folder))).toContain('journeys/welcome.cases.json');
});

test.each([
  ['nonsense', 'is not JSON'],
  ['"words"', 'is not a pack'],
  ['{"rulez": []}', 'rulez: there is no such section'],
])('%s is refused with the name of the file', async (text, message) => {
  await writeFile(join(folder, 'mine.json'), text);
  await expect(readRulesFolder(folder)).rejects.toThrow(message);
  await expect(readRulesFolder(folder)).rejects.toThrow('mine.json');
});

test('one file is read like a folder that holds it alone', async () => {
  const file = join(shipped, 'journeys', 'welcome.json');
  await cp(file, join(folder, 'welcome.json'));
  const documents = await readRulesFolder(file);
  expect(documents.map(({ kind }) => kind)).toEqual(['journey']);
  expect(documents).toEqual(await readRulesFolder(folder));
});

test('a path to nothing is named', async () => {
  await expect(readRulesFolder(join(folder, 'rules.json'))).rejects.toThrow(
    `There is no folder or file ${join(folder, 'rules.json')}.`,
  );
});

test('a folder without a document is refused, golden cases or not', async () => {
  await expect(readRulesFolder(folder)).rejects.toThrow(
    `${folder} holds no documents; is it the wrong path?`,
  );
  await writeFile(join(folder, 'some.cases.json'), '[]');
  await expect(readRulesFolder(folder)).rejects.toThrow('holds no documents');
});

test('a file may be a list of rules for json-rules-engine, with facts where a map says', async () => {
  const adult = { fact: 'age', operator: 'greaterThan', value: 17 };
  const rules = [{ name: 'Adult', conditions: { all: [adult] }, event: { type: 'greet' } }];
  await writeFile(join(folder, 'theirs.json'), JSON.stringify(rules));
  const found = await readRulesFolder(folder, { age: { fact: 'profile', path: '$.traits.age' } });
  const conditions = { all: [{ ...adult, fact: 'profile', path: '$.traits.age' }] };
  expect(found).toEqual([{ kind: 'rule', body: { key: 'adult', ...rules[0], conditions } }]);
});
