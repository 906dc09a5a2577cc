import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Link } from '#schemas/identity.ts';
import { linkClaims, ownershipOf, profileAt, withLink } from '#server/domain/identities/links.ts';
import '#test/support/properties.ts';

const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 1, 0, n));
const link = (to: string, at: number, more: Partial<Link> = {}): Link => ({
  to: `customer_id:${to}`,
  at: minute(at),
  messageId: `m${at}`,
  cause: 'identify',
  state: 'active',
  ...more,
});
const itself = (identity: string): string => identity;

describe('what an event claims', () => {
  const event = { identity: 'customer_id:7', at: minute(0), messageId: 'm' };

  test.each([
    ['nothing by itself', {}, []],
    ['the visitor it names', { anonymousId: 'a' }, ['anonymous_id:a']],
    ['whoever an alias names, visitor or customer', { previousId: 'b' }, ['anonymous_id:b', 'customer_id:b']],
    ['not that it is itself', { previousId: '7' }, ['anonymous_id:7']],
  ])('%s', (_, ids, from) => {
    expect(linkClaims({ ...event, ...ids }).map((claim) => claim.from)).toEqual(from);
  });
});

describe('links', () => {
  test('of two to one customer the earlier counts', () => {
    expect(withLink([link('7', 5)], link('7', 3))).toEqual([link('7', 3)]);
    expect(withLink([link('7', 3)], link('7', 5))).toEqual([link('7', 3)]);
  });

  test('what was undone is not made again by the next login, but by somebody who merges', () => {
    const undone = link('7', 3, { state: 'undone' });
    expect(withLink([undone], link('7', 5))).toEqual([undone]);
    const merged = link('7', 5, { cause: 'merge' });
    expect(withLink([undone], merged)).toEqual([merged]);
  });

  test('what was refused holds once it is allowed', () => {
    expect(withLink([link('7', 3, { state: 'refused' })], link('7', 5))).toEqual([link('7', 5)]);
  });

  test('are the same in whichever order they came, and however often', () => {
    const some = fc.array(
      fc.record({ to: fc.constantFrom('1', '2', '3'), at: fc.nat(9), refused: fc.boolean() }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (links, chance) => {
        const made = links.map(({ to, at, refused }) =>
          link(to, at, { state: refused ? 'refused' : 'active' }),
        );
        const add = (order: readonly Link[]): Link[] => order.reduce<Link[]>(withLink, []);
        const shuffled = [...made, ...made]
          .map((each) => ({ each, rank: chance.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        expect(add(shuffled)).toEqual(add(made));
      }),
    );
  });
});

describe('ownership', () => {
  const visitor = 'anonymous_id:a';
  const at = (links: readonly Link[], minutes: number): string =>
    profileAt(visitor, ownershipOf(links, itself), minute(minutes));

  test('without a link a visitor is a customer of their own', () => {
    expect(at([], 0)).toBe(visitor);
  });

  test('a visitor who became known was that customer all along', () => {
    expect(at([link('7', 5)], 0)).toBe('customer_id:7');
    expect(at([link('7', 5)], 9)).toBe('customer_id:7');
  });

  test('on a shared device the first keeps what was before, and nobody gets what comes after', () => {
    const shared = [link('7', 5), link('8', 10)];
    expect(at(shared, 0)).toBe('customer_id:7');
    expect(at(shared, 9)).toBe('customer_id:7');
    expect(at(shared, 10)).toBe(visitor);
    expect(at(shared, 20)).toBe(visitor);
  });

  test('a link that was refused gives nothing, and a second customer does not get it either', () => {
    const refused = [link('7', 5, { state: 'refused' }), link('8', 10)];
    expect(at(refused, 0)).toBe(visitor);
    expect(at(refused, 12)).toBe(visitor);
  });

  test('a link that was undone is as if it had never been', () => {
    expect(at([link('7', 5, { state: 'undone' }), link('8', 10)], 0)).toBe('customer_id:8');
  });

  test('two customers who are one do not share a device', () => {
    const merged = ownershipOf([link('7', 5), link('8', 10)], () => 'customer_id:8');
    expect(merged).toEqual({ owner: 'customer_id:8', until: null });
  });
});
