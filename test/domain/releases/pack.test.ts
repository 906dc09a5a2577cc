import { describe, expect, test } from 'vitest';
import { readPack, writePack } from '#server/domain/releases/pack.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
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

describe('a pack for json-rules-engine', () => {
  const event = { type: 'greet' };
  const bodiesOf = (pack: Record<string, unknown>) => readPack(pack).documents.map(({ body }) => body);

  test.each([
    ['Free shipping!', 'free-shipping'],
    ['isOfAge', 'is-of-age'],
    ['Café', 'cafe'],
    ['成人', 'rule-1'],
  ])('a rule named %s gets the key %s', (name, key) => {
    const written = { name, conditions: { all: [] }, event };
    expect(bodiesOf({ rules: [written] })).toEqual([{ key, ...written }]);
  });

  test('two rules of one name get two keys, beside that of another document', () => {
    const written = { name: 'Adult', conditions: { all: [] }, event };
    const keys = bodiesOf({ flags: [{ key: 'adult' }], rules: [written, written] });
    expect(keys.map((body) => (body as { key: string }).key)).toEqual(['adult', 'adult-2', 'adult-3']);
  });

  test('named conditions that are a map become documents, and are referred to by their keys', () => {
    const all = [{ fact: 'profile', path: '$.known', operator: 'equal', value: true }];
    const bodies = bodiesOf({
      conditions: { isKnown: { all }, Stranger: { not: { condition: 'isKnown' } } },
      rules: [{ name: 'Hello', conditions: { any: [{ condition: 'Stranger' }] }, event }],
    });
    expect(bodies).toEqual([
      { key: 'is-known', name: 'isKnown', conditions: { all } },
      { key: 'stranger', name: 'Stranger', conditions: { not: { condition: 'is-known' } } },
      { key: 'hello', name: 'Hello', conditions: { any: [{ condition: 'stranger' }] }, event },
    ]);
  });

  test('a fact of its own is refused by the name of the rule, with the fact that there is', () => {
    const conditions = { all: [{ fact: 'age', operator: 'greaterThan', value: 18 }] };
    const { documents } = readPack({ rules: [{ name: 'Adult', conditions, event }] });
    const faults = validateDocuments([settings(), ...documents]);
    expect(faults).toEqual([
      {
        document: 'rule/adult',
        path: ['conditions', 'all', 0, 'fact'],
        message:
          'there is no fact "age"; the facts are profile, session, context, cart, time, experiments: a value that your shop knows of a customer is at profile $.traits.age, one of a request at context $.age',
      },
    ]);
  });

  test('facts of its own are read where a map says, in values and named conditions too', () => {
    const facts = {
      age: { fact: 'profile', path: '$.traits.age' },
      limits: { fact: 'context', path: '$.limits' },
    } as const;
    const over = (fact: object, value: unknown) => ({ ...fact, operator: 'greaterThan', value });
    const pack = {
      conditions: { adult: { all: [over({ fact: 'age' }, { fact: 'limits', path: '$.min' })] } },
      rules: [{ name: 'Hello', conditions: { not: over({ fact: 'age' }, 99) }, event }],
    };
    const { documents } = readPack(pack, facts);
    expect(documents.map(({ body }) => (body as { conditions: unknown }).conditions)).toEqual([
      { all: [over(facts.age, { fact: 'context', path: '$.limits.min' })] },
      { not: over(facts.age, 99) },
    ]);
    expect(validateDocuments([settings(), ...documents])).toEqual([]);
  });
});
