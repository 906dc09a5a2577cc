import { describe, expect, test } from 'vitest';
import type { Link } from '#schemas/identity.ts';
import { mergeByHand, undoByHand } from '#server/domain/identities/by-hand.ts';
import { linksToOwner } from '#server/domain/identities/overview.ts';
import { identitiesOf, type LinkTable, planLinks } from '#server/domain/identities/plan.ts';

const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 1, 0, n));
const link = (to: string, n: number, more: Partial<Link> = {}): Link => ({
  to,
  at: minute(n),
  messageId: `m${n}`,
  cause: 'identify',
  state: 'active',
  ...more,
});
const [seven, eight, nine] = ['customer_id:7', 'customer_id:8', 'customer_id:9'];
const [phone, kiosk, tablet] = ['anonymous_id:phone', 'anonymous_id:kiosk', 'anonymous_id:tablet'];
const links: LinkTable = new Map([
  [phone, [link(seven, 1)]],
  [kiosk, [link(seven, 2), link(eight, 3)]],
  [tablet, [link(seven, 4, { state: 'refused' })]],
  [seven, [link(eight, 5, { cause: 'alias', state: 'undone' })]],
]);
const chain: LinkTable = new Map([
  [phone, [link(seven, 1)]],
  [seven, [link(eight, 2, { cause: 'alias' })]],
  [eight, [link(nine, 3, { cause: 'merge' })]],
]);
const said = (from: string, into: string) => ({ from, into, at: minute(9), messageId: 'said' });

describe('a merge by hand', () => {
  test.each<[string, string, string, string]>([
    ['a new visitor', 'anonymous_id:new', seven, 'anonymous_id:new'],
    ['a device that was refused, for want of consent', tablet, seven, tablet],
    ['what was undone', seven, eight, seven],
  ])('joins %s', (_name, from, into, start) => {
    expect(mergeByHand(said(from, into), links)).toMatchObject({ claim: { from: start, to: into } });
  });

  test('of somebody who was merged before takes along who they are part of', () => {
    expect(mergeByHand(said(seven, 'customer_id:10'), chain)).toMatchObject({ claim: { from: nine } });
  });

  test.each<[string, string, string, LinkTable, RegExp]>([
    ['a visitor who is that customer', phone, seven, links, /is customer_id:7 already/],
    ['a visitor who is another customer', phone, eight, links, /merge that customer/],
    ['a shared device', kiosk, seven, links, /more customers use/],
    ['a device that was refused to another', tablet, eight, links, /more customers use/],
    ['somebody into a visitor', seven, phone, links, /nobody is merged into one/],
    ['both ends of a chain', nine, seven, chain, /one customer already/],
  ])('refuses %s', (_name, from, into, table, fault) => {
    expect(mergeByHand(said(from, into), table)).toMatchObject({ fault: expect.stringMatching(fault) });
  });
});

describe('an undo', () => {
  test.each<[string, string, string, object]>([
    ['of a direct link', phone, seven, { from: phone, to: seven, undone: true }],
    ['of a merge that was made further on', seven, nine, { from: eight, to: nine, undone: true }],
    ['of a visitor takes them alone out', phone, nine, { from: phone, to: seven, undone: true }],
  ])('%s', (_name, from, into, claim) => {
    expect(undoByHand(said(from, into), chain)).toMatchObject({ claim });
  });

  test.each([
    ['what no link made', nine, seven, chain],
    ['what is undone', seven, eight, links],
    ['what was refused', tablet, seven, links],
  ])('finds nothing in %s', (_name, from, into, table) => {
    expect(undoByHand(said(from, into), table)).toHaveProperty('fault');
  });

  test('marks the link, and a claim of an event does not make it again', () => {
    const claim = { from: phone, to: seven, at: minute(1), messageId: 'm1', cause: 'identify' as const };
    const undone = planLinks({ claims: [{ ...claim, undone: true }], links: chain, mayStitch: () => true });
    expect(undone.get(phone)).toMatchObject([{ state: 'undone' }]);
    const after = new Map([...chain, ...undone]);
    expect(planLinks({ claims: [claim], links: after, mayStitch: () => true }).size).toBe(0);
    const byHand = { ...claim, cause: 'merge' as const };
    const again = planLinks({ claims: [byHand], links: after, mayStitch: () => true });
    expect(again.get(phone)).toMatchObject([{ state: 'active' }]);
  });
});

test('a customer is known as everybody who is wholly theirs', () => {
  expect(identitiesOf(phone, chain)).toEqual([nine, phone, seven, eight]);
  expect(identitiesOf(kiosk, links)).toEqual([kiosk]);
  expect(identitiesOf(seven, links)).toEqual([seven, phone]);
});

test('the links of a customer tell what is shared, refused and undone', () => {
  const rows = linksToOwner(seven, links).map(({ from, to, state }) => [from, to, state]);
  expect(rows).toEqual([
    [phone, seven, 'active'],
    [kiosk, seven, 'shared'],
    [tablet, seven, 'refused'],
    [seven, eight, 'undone'],
  ]);
});
