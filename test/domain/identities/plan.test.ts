import { describe, expect, test } from 'vitest';
import type { LinkClaim } from '#server/domain/identities/links.ts';
import {
  identitiesAfter,
  type LinkTable,
  planLinks,
  reassignments,
  rootOf,
} from '#server/domain/identities/plan.ts';

const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 1, 0, n));
const claim = (from: string, to: string, at: number, cause: LinkClaim['cause'] = 'identify'): LinkClaim => ({
  from,
  to,
  at: minute(at),
  messageId: `m${at}`,
  cause,
});
const [seven, eight, nine] = ['customer_id:7', 'customer_id:8', 'customer_id:9'];
const [phone, laptop] = ['anonymous_id:phone', 'anonymous_id:laptop'];

const linked = (claims: readonly LinkClaim[], mayStitch = false, links: LinkTable = new Map()): LinkTable =>
  new Map([...links, ...planLinks({ claims, links, mayStitch: () => mayStitch })]);
const stateOf = (links: LinkTable, identity: string): string | undefined => links.get(identity)?.[0]?.state;

describe('linking', () => {
  test('a login links the visitor to the customer', () => {
    expect(stateOf(linked([claim(phone, seven, 1)]), phone)).toBe('active');
  });

  test.each([
    [false, 'refused'],
    [true, 'active'],
  ])('a second device with consent to stitching %s is %s', (mayStitch, state) => {
    const links = linked([claim(phone, seven, 1), claim(laptop, seven, 2)], mayStitch);
    expect([stateOf(links, phone), stateOf(links, laptop)]).toEqual(['active', state]);
  });

  test('the device that was seen first is the one that needs no consent, whichever came in first', () => {
    const links = linked([claim(laptop, seven, 2), claim(phone, seven, 1)]);
    expect([stateOf(links, phone), stateOf(links, laptop)]).toEqual(['active', 'refused']);
  });

  test('who was merged twice leads to the last, and takes the first along', () => {
    const links = linked([claim(seven, eight, 1, 'alias'), claim(seven, nine, 2, 'alias')]);
    expect([seven, eight, nine].map((id) => rootOf(links, id))).toEqual([nine, nine, nine]);
  });

  test('a circle is not closed', () => {
    const links = linked([claim(seven, eight, 1, 'alias'), claim(eight, seven, 2, 'alias')]);
    expect([rootOf(links, seven), rootOf(links, eight)]).toEqual([eight, eight]);
  });

  test('an alias to a visitor says nothing: only customers are led to', () => {
    expect(linked([claim(phone, laptop, 1, 'alias')]).size).toBe(0);
  });

  test('the same claim again changes nothing', () => {
    const links = linked([claim(phone, seven, 1)]);
    expect(planLinks({ claims: [claim(phone, seven, 1)], links, mayStitch: () => true }).size).toBe(0);
  });
});

describe('whose events change hands', () => {
  const moved = (links: LinkTable, claims: readonly LinkClaim[]) =>
    reassignments(links, planLinks({ claims, links, mayStitch: () => true }));

  test('a login moves the visitor', () => {
    expect(moved(new Map(), [claim(phone, seven, 1)])).toEqual([
      {
        identity: phone,
        before: { owner: null, until: null },
        after: { owner: seven, until: null },
      },
    ]);
  });

  test('those who led to a customer follow when that customer is merged', () => {
    const links = linked([claim(phone, seven, 1)]);
    const claims = [claim(seven, eight, 2, 'alias')];
    const moves = moved(links, claims);
    expect(moves.map(({ identity, after: { owner } }) => [identity, owner])).toEqual([
      [phone, eight],
      [seven, eight],
    ]);
    expect(identitiesAfter(moves, linked(claims, true, links))).toEqual(
      new Map([
        [phone, [phone]],
        [eight, [eight, phone, seven]],
        [seven, [seven]],
      ]),
    );
  });

  test('a second customer on a device ends what the first is given', () => {
    const links = linked([claim(phone, seven, 1)]);
    expect(moved(links, [claim(phone, eight, 5)])[0]?.after).toEqual({ owner: seven, until: minute(5) });
  });
});
