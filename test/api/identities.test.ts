import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { mergeByHand } from '#server/domain/identities/by-hand.ts';
import type { LinkTable } from '#server/domain/identities/plan.ts';
import { storedEvent } from '#server/domain/profiles/stored-event.ts';
import '#test/support/properties.ts';
import { openShop } from './behavior-shop.ts';

let shop: Awaited<ReturnType<typeof openShop>>;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

type Did = {
  customer?: string;
  visitor?: string;
  before?: string;
  minute: number;
  type?: string;
};

const minute = (n: number): Date => new Date(Date.UTC(2026, 1, 1, 10, n));

/** An event whose id says everything about it, so that the same one again is a duplicate. */
const did = ({ customer, visitor, before, minute: at, type = 'page_viewed' }: Did): StoredEvent =>
  storedEvent(
    {
      ...(customer !== undefined && { customer_id: customer }),
      ...(visitor !== undefined && { anonymous_id: visitor }),
      behavior_type: type,
      data: {},
    },
    {
      messageId: [type, at, customer, visitor, before].join('-'),
      at: minute(at),
      receivedAt: minute(59),
      source: 'api',
      previousId: before,
    },
  );

const take = async (...events: StoredEvent[]): Promise<void> => {
  await shop.ingest(events);
  await shop.folder.fold([...new Set(events.map(({ profileId }) => profileId))]);
};

const profileOf = (identity: string): Promise<Profile | null> => shop.stores.profiles.read(identity);
const pages = async (identity: string): Promise<number | undefined> =>
  (await profileOf(identity))?.counters.events['page_viewed'];

describe('a visitor who becomes known', () => {
  test('is the customer, with everything before', async () => {
    await take(did({ visitor: 'a1', minute: 1 }), did({ visitor: 'a1', minute: 2 }));
    await take(did({ customer: 'c1', visitor: 'a1', minute: 3 }));
    expect(await profileOf('customer_id:c1')).toMatchObject({
      identities: ['customer_id:c1', 'anonymous_id:a1'],
      firstSeenAt: minute(1),
      counters: { events: { page_viewed: 3 } },
    });
  });

  test('is one customer whichever of both ids asks', async () => {
    expect((await profileOf('anonymous_id:a1'))?.id).toBe('customer_id:c1');
    expect(await shop.stores.profiles.count()).toBe(1);
  });

  test('goes on being it after logging out', async () => {
    await take(did({ visitor: 'a1', minute: 4 }));
    expect(await pages('customer_id:c1')).toBe(4);
  });

  test('is counted once when events are sent again', async () => {
    await take(did({ visitor: 'a1', minute: 1 }), did({ customer: 'c1', visitor: 'a1', minute: 3 }));
    expect(await pages('customer_id:c1')).toBe(4);
  });

  test('an event that comes late finds its way', async () => {
    await take(did({ visitor: 'a1', minute: 0 }));
    expect(await profileOf('customer_id:c1')).toMatchObject({ firstSeenAt: minute(0) });
  });
});

describe('a device that two customers use', () => {
  test('gives the second nothing of the first, nor the first anything of the second', async () => {
    await take(did({ visitor: 'kiosk', minute: 1 }), did({ customer: 'first', visitor: 'kiosk', minute: 2 }));
    await take(
      did({ visitor: 'kiosk', minute: 3 }),
      did({ customer: 'second', visitor: 'kiosk', minute: 4 }),
    );
    expect(await pages('customer_id:first')).toBe(3);
    expect(await pages('customer_id:second')).toBe(1);
  });

  test('what is anonymous on it from then on is nobody’s', async () => {
    await take(did({ visitor: 'kiosk', minute: 5 }));
    expect((await profileOf('anonymous_id:kiosk'))?.id).toBe('anonymous_id:kiosk');
    expect(await pages('anonymous_id:kiosk')).toBe(1);
    expect(await pages('customer_id:first')).toBe(3);
  });
});

describe('an alias', () => {
  test('joins two customers and their devices', async () => {
    await take(did({ customer: 'old', visitor: 'phone', minute: 1 }), did({ customer: 'new', minute: 2 }));
    await take(did({ customer: 'new', before: 'old', minute: 3 }));
    expect((await profileOf('anonymous_id:phone'))?.id).toBe('customer_id:new');
    expect((await profileOf('customer_id:old'))?.id).toBe('customer_id:new');
    expect(await pages('customer_id:new')).toBe(3);
  });
});

describe('in whichever order events come in, however often and in whichever batches', () => {
  const ids = fc.constantFrom('1', '2', '3');
  const deeds = fc.uniqueArray(
    fc.record({
      customer: fc.option(ids, { nil: undefined }),
      visitor: fc.option(ids, { nil: undefined }),
      minute: fc.nat(50),
    }),
    { selector: ({ minute: at }) => at, minLength: 2, maxLength: 10 },
  );

  /** What is known of everybody in a world of its own, by the ids without the world's name. */
  const world = async (name: string, deedsOfWorld: readonly StoredEvent[]) => {
    const found = new Map<string, Profile>();
    for (const { identity, anonymousId } of deedsOfWorld)
      for (const id of [identity, ...(anonymousId === undefined ? [] : [`anonymous_id:${anonymousId}`])]) {
        const profile = await profileOf(id);
        if (profile) found.set(id, profile);
      }
    const text = JSON.stringify([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
    return JSON.parse(text.replaceAll(name, '').replaceAll(/"version":\d+/g, '"version":0')) as unknown;
  };

  test('the same customers come of them', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(deeds, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), async (all, chance) => {
        run += 1;
        const named = all.filter(({ customer, visitor }) => customer !== undefined || visitor !== undefined);
        const inWorld = (name: string): StoredEvent[] =>
          named.map(({ customer, visitor, minute: at }) =>
            did({
              ...(customer !== undefined && { customer: `${name}${customer}` }),
              ...(visitor !== undefined && { visitor: `${name}${visitor}` }),
              minute: at,
            }),
          );
        const [straight, mixed] = [`s${run}x`, `m${run}x`];
        const ordered = inWorld(straight).sort((a, b) => a.at.getTime() - b.at.getTime());
        await take(...ordered);
        const shuffled = inWorld(mixed)
          .flatMap((event, index) => [event, event].slice(chance[index]! % 2))
          .map((event, index) => ({ event, rank: chance[(index * 7) % 30]! }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ event }) => event);
        for (let from = 0; from < shuffled.length; ) {
          const size = 1 + (chance[from % 30]! % 3);
          await take(...shuffled.slice(from, from + size));
          from += size;
        }
        expect(await world(mixed, shuffled)).toEqual(await world(straight, ordered));
      }),
      { numRuns: 50, endOnFailure: true },
    );
  }, 60_000);
});

describe('three customers that are merged', () => {
  type Pair = [from: string, into: string];
  const groupings: [string, Pair[]][] = [
    [
      'the first two first',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
    ],
    [
      'the last two first',
      [
        ['b', 'c'],
        ['a', 'b'],
      ],
    ],
    [
      'each into the last',
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
    ],
    [
      'each into the last, the other way around',
      [
        ['b', 'c'],
        ['a', 'c'],
      ],
    ],
  ];

  const told = (world: string, who: string, at: number): StoredEvent => {
    const event = did({ customer: `${world}${who}`, minute: at, type: 'identified' });
    const traits = { first: who, top: at, points: at, likes: [who, 'tea'], plain: who };
    return { ...event, data: { traits } };
  };

  const merged = async (world: string, pairs: readonly Pair[], order: readonly string[]) => {
    for (const [index, who] of order.entries()) await take(told(world, who, 10 + index));
    for (const [index, [from, into]] of pairs.entries()) {
      const [first, second] = [`customer_id:${world}${from}`, `customer_id:${world}${into}`];
      const said = { from: first, into: second, at: minute(30 + index), messageId: `merge-${world}${index}` };
      const claimsOf = (links: LinkTable) => {
        const verdict = mergeByHand(said, links);
        return 'claim' in verdict ? [verdict.claim] : [];
      };
      await shop.folder.link({ statement: { about: [first, second], claimsOf }, write: async () => {} });
    }
    const text = JSON.stringify(await profileOf(`customer_id:${world}a`));
    return JSON.parse(text.replaceAll(world, '').replaceAll(/"version":\d+/g, '"version":0')) as Profile;
  };

  test.each(groupings)('are the same customer: %s', async (name, pairs) => {
    const number = groupings.findIndex(([each]) => each === name);
    const [one, other] = [`g${number}x`, `h${number}x`];
    const expected = await merged(one, groupings[2]![1], ['a', 'b', 'c', 'a']);
    const profile = await merged(other, pairs, ['a', 'b', 'c', 'a']);
    expect(profile).toEqual(expected);
    expect(profile.traits).toEqual({
      first: 'a',
      top: 13,
      points: 11 + 12 + 13,
      likes: ['b', 'tea', 'c', 'a'],
      plain: 'a',
    });
  });
});
