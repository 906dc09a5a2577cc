import fc from 'fast-check';
import { Almanac } from 'json-rules-engine';
import { describe, expect, test } from 'vitest';
import { compilePath, type PathQuery } from '#server/domain/conditions/path-query.ts';
import { factArbitrary, pathArbitrary } from './path-arbitraries.ts';

const CASES = Number(process.env['PROPERTY_CASES'] ?? 10_000);

const queryOf = (path: string): PathQuery => {
  const compiled = compilePath(path);
  if ('refusal' in compiled) throw new Error(compiled.refusal);
  return compiled.query;
};
const refusalOf = (path: string): string | undefined => {
  const compiled = compilePath(path);
  return 'refusal' in compiled ? compiled.refusal : undefined;
};

type Answer = { value: unknown } | 'fails';

/** What json-rules-engine's own resolver gives. */
const askLibrary = async (path: string, fact: object): Promise<Answer> => {
  const almanac = new Almanac();
  almanac.addFact('fact', fact);
  try {
    return { value: await almanac.factValue('fact', {}, path) };
  } catch {
    return 'fails';
  }
};

const askOurs = (path: string, fact: object): Answer => {
  try {
    return { value: queryOf(path)(fact, true) };
  } catch {
    return 'fails';
  }
};

test(
  'every path leads where json-rules-engine says, and fails where it fails',
  async () => {
    let found = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(pathArbitrary, factArbitrary, async (path, fact) => {
        const library = await askLibrary(path, fact);
        if (refusalOf(path) !== undefined) {
          refused += Number(library !== 'fails' && library.value !== undefined);
          return;
        }
        found += Number(library !== 'fails' && library.value !== undefined);
        expect(askOurs(path, fact)).toEqual(library);
      }),
      { numRuns: CASES },
    );
    expect(found).toBeGreaterThan(CASES * 0.08);
    expect(refused).toBeLessThan(CASES * 0.005);
  },
  120_000 + CASES * 5,
);

const shop = {
  orders: [
    { id: 'a', total: 5, items: [{ sku: 'x', price: 5 }] },
    { id: 'b', total: 20, items: [{ sku: 'y', price: 20 }] },
  ],
  tags: ['new', 'loyal'],
  plan: 'pro',
};

// values as jsonpath-plus 10.4 gives them with wrap: false
test.each<[path: string, value: unknown]>([
  ['$.orders[*].id', ['a', 'b']],
  ['$.orders[?(@.total > 10)].id', ['b']],
  ["$.orders[?(@.items[?(@.sku == 'y')])].id", ['b']],
  ['$.orders[-1:].total', [20]],
  ['$.orders[(@.length-1)].id', 'b'],
  ['$..price', [5, 20]],
  ['$.tags[0,1]', ['new', 'loyal']],
  ['$.plan^.tags[0]', 'new'],
  ['$.orders[0].*~', ['id', 'total', 'items']],
  ['$.*@string()', 'pro'],
  ['$.orders[?(@.total > 100)]', undefined],
  ['$.orders[?(@path == "$[\'orders\'][1]")].id', ['b']],
])('%s leads to %j', (path, value) => {
  expect(queryOf(path)(shop)).toEqual(value);
});

describe('what is refused, and why', () => {
  test.each([
    ['$.orders[?(@.id.match(/a/))]', 'a filter may compare and calculate, but call no functions'],
    ['$.orders[?(/a/ == @.id)]', 'a filter may not run regular expressions: use the operator "matches"'],
    ['$.orders[?(@.total = 1)]', 'a filter assigns nothing: compare with =='],
    ['$.orders[?(process)]', 'nothing is named "process" in a filter'],
    ['$.orders[?(this)]', 'nothing is named "this" in a filter'],
    ['$.orders[?(@.total >)]', 'an expression ends too soon'],
    ['$.orders[?(@.total 1)]', '"1" does not belong to the expression'],
    ['$.orders[?(@.total > 1', 'a parenthesis is not closed'],
    ['$.orders[0', 'a bracket is not closed'],
    ['$.orders[]', '"[]" is no step'],
    ['$.orders@money()', 'there is no type "@money()"'],
    ['.plan', 'a path begins with $ or a name'],
    ['$.plan.', 'a dot is not followed by a name'],
    ['$^', '"^" leads out of the fact'],
    [`$.${'a'.repeat(1000)}[*]`, 'a path has at most 1000 characters'],
    [`$[?(${'('.repeat(100)}1${')'.repeat(100)})]`, 'an expression nests deeper than 32 levels'],
    [`$[?(${'!'.repeat(100)}1)]`, 'an expression nests deeper than 32 levels'],
  ])('%s', (path, refusal) => {
    expect(refusalOf(path)).toBe(refusal);
  });
});

describe('an expression reaches own properties alone', () => {
  test.each(['@.constructor', '@.toString', '@.__proto__', "@['constructor']", '@.id.length.constructor'])(
    '%s is nothing',
    (inherited) => {
      expect(queryOf(`$.orders[?(${inherited})]`)(shop)).toBeUndefined();
    },
  );

  test('and no script makes more than the name of a property of what a fact says', () => {
    const fact = { key: '*', hidden: 'secret', '*': 'own' };
    expect(queryOf('$[(@.key)]')(fact)).toBe('own');
    expect(queryOf('$[(@.key)]')({ key: '..', hidden: 'secret' })).toBeUndefined();
  });
});

describe('what would take too long leads nowhere', () => {
  const wide = { list: Array.from({ length: 300 }, (_, id) => ({ id, text: 'x'.repeat(1_000) })) };
  const nest = (depth: number): object => (depth === 0 ? { end: 1 } : { in: nest(depth - 1) });

  test.each([
    ['descents that multiply', '$..*..*..*..*', wide],
    ['a list made into a text for every member', "$.list[?(@root.list + '' == @root.list + @.text)]", wide],
    ['facts that nest too deep', '$..end', nest(3_000)],
  ])('%s', (_, path, fact) => {
    expect(queryOf(path)(fact)).toBeUndefined();
  });

  test('while a thousand members are filtered', () => {
    const orders = Array.from({ length: 1_000 }, (_, total) => ({ total }));
    expect(queryOf('$.orders[?(@.total >= 10 && @.total < 990)]')({ orders })).toHaveLength(980);
  });
});

test('a member of which an expression fails is left out, unless reading is strict', () => {
  const read = queryOf('$.orders[?(@.first.price > 1)].id');
  const fact = { orders: [{ id: 'a' }, { id: 'b', first: { price: 2 } }] };
  expect(read(fact)).toEqual(['b']);
  expect(() => read(fact, true)).toThrow('Cannot read properties of undefined');
});
