import { expect, test } from 'vitest';
import { readPack, writePack } from '#server/domain/releases/pack.ts';
import { rule, settings, shop } from './shop.ts';

test('documents written to a pack read back as they were', () => {
  const documents = shop();
  const { documents: back, faults } = readPack(JSON.parse(JSON.stringify(writePack(documents))));
  expect(faults).toEqual([]);
  expect(back).toEqual(documents);
});

test("a pack's labels are no documents", () => {
  const pack = { $schema: '../schemas/json/pack.schema.json', name: 'Demo', description: 'A shop' };
  expect(readPack({ ...pack, settings: settings().body, rules: [rule('a').body] })).toEqual({
    documents: [settings(), rule('a')],
    faults: [],
  });
});

test.each([
  ['an unknown section', { banners: [] }, 'there is no such section'],
  ['a section that is no list', { rules: {} }, 'a section is a list of documents'],
])('%s is a fault', (_, pack, message) => {
  expect(readPack(pack).faults).toEqual([{ document: 'pack', path: Object.keys(pack), message }]);
});
