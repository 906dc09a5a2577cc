import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prioritiesAfterMove, type Ranked } from '#server/domain/rule-order/move-rule.ts';

const ranked = (...priorities: number[]): Ranked[] =>
  priorities.map((priority, index) => ({ key: 'abcdefghijklmnopqrst'[index]!, priority }));

describe('moving a rule changes', () => {
  test.each<[string, number[], string, number, Record<string, number>]>([
    ['nothing where it stands already', [5, 3], 'a', 0, {}],
    ['the moved one, to the middle of a gap', [20, 10, 1], 'c', 1, { c: 15 }],
    ['the moved one, above all', [40, 30], 'b', 0, { b: 50 }],
    ['the moved one, below all', [40, 30, 20], 'a', 3, { a: 10 }],
    ['the moved one, of two that could', [3, 2], 'b', 0, { b: 13 }],
    ['another too, where there is no room', [3, 2, 1], 'c', 1, { c: 2, b: 1 }],
    ['those above, where all are equal', [1, 1, 1, 1], 'd', 1, { a: 21, d: 11 }],
    ['the moved one alone, where it was last among equals', [1, 1, 1], 'c', 0, { c: 11 }],
    ['both, where nothing is higher', [1_000_000, 1], 'b', 0, { b: 20, a: 10 }],
  ])('%s', (_name, priorities, moved, to, expected) => {
    expect(prioritiesAfterMove(ranked(...priorities), moved, to)).toEqual(expected);
  });
});

const lists = fc
  .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 })
  .map((priorities) => ranked(...priorities.sort((a, b) => b - a)));

test('afterwards the rules have their say in the new order, the others in their old one', () => {
  fc.assert(
    fc.property(lists, fc.nat(), fc.nat(), (rules, pick, aim) => {
      const from = pick % rules.length;
      const to = aim % (rules.length + 1);
      const changes = prioritiesAfterMove(rules, rules[from]!.key, to);
      const wanted = rules.map(({ key }) => key);
      const [moved] = wanted.splice(from, 1);
      wanted.splice(to > from ? to - 1 : to, 0, moved!);
      const after = rules
        .map(({ key, priority }, place) => ({ key, priority: changes[key] ?? priority, place }))
        .sort((a, b) => b.priority - a.priority || a.place - b.place);
      expect(after.map(({ key }) => key)).toEqual(wanted);
      for (const priority of Object.values(changes)) {
        expect(Number.isInteger(priority)).toBe(true);
        expect(priority).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});

test('a rule that is not there cannot be moved', () => {
  expect(() => prioritiesAfterMove(ranked(1), 'z', 0)).toThrow('There is no rule "z" to move.');
});
