import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentFor } from '#server/domain/decisions/rendition.ts';
import { cardOf, isEmbedded } from '../../admin/src/variants/card.ts';
import {
  contentOf,
  everywhere,
  fallbacks,
  ownAt,
  type Place,
  type Renderable,
  renderableOf,
  renditionFor,
  type Source,
  sourceName,
  unreachable,
} from '../../admin/src/variants/renditions.ts';

const variant: Renderable = {
  content: { title: 'own' },
  renditions: [
    { locale: 'de', content: { title: 'German' } },
    { locale: 'de-AT', content: { title: 'Austrian' } },
    { channel: 'app', content: { title: 'app' } },
    { channel: 'app', locale: 'de', content: { title: 'German app' } },
  ],
};

// the order of docs/content.md
test.each<[string, Place, Source[]]>([
  ['anything else', everywhere, ['content']],
  ['a language', { channel: '', locale: 'de' }, [0, 'content']],
  ['a region: its own, then its language', { channel: '', locale: 'de-AT' }, [1, 0, 'content']],
  ['a region that has nothing: its language', { channel: '', locale: 'de-CH' }, [0, 'content']],
  ['another language', { channel: '', locale: 'fr' }, ['content']],
  ['a channel', { channel: 'app', locale: '' }, [2, 'content']],
  ['both', { channel: 'app', locale: 'de' }, [3, 0, 2, 'content']],
  [
    'both, where the exact locale outweighs the channel',
    { channel: 'app', locale: 'de-AT' },
    [1, 3, 0, 2, 'content'],
  ],
])('%s gets the best first', (_, place, expected) => {
  expect(fallbacks(variant, place)).toEqual(expected);
});

const name = fc.constantFrom('', 'app', 'web');
const locale = fc.constantFrom('', 'de', 'de-AT', 'DE_at', 'fr');
const rendition = fc
  .record({ channel: name, locale })
  .map((place) => renditionFor({ content: {}, renditions: [] }, place));

test('what is previewed is what a decision serves', () => {
  fc.assert(
    fc.property(fc.array(rendition, { maxLength: 6 }), name, locale, (renditions, channel, wanted) => {
      const numbered = renditions.map((one, number) => ({ ...one, content: { number } }));
      const body = renderableOf({ content: { number: -1 }, renditions: numbered });
      const [source = 'content'] = fallbacks(body, { channel, locale: wanted });
      expect(contentOf(body, source)).toEqual(contentFor(body, { channel, locale: wanted || undefined }));
    }),
  );
});

test('a new rendition begins as what its place gets now', () => {
  expect(renditionFor(variant, { channel: 'app', locale: 'de-CH' })).toEqual({
    channel: 'app',
    locale: 'de-CH',
    content: { title: 'German app' },
  });
});

test('a place has its own rendition, or none', () => {
  expect(ownAt(variant, everywhere)).toBe('content');
  expect(ownAt(variant, { channel: 'app', locale: 'de' })).toBe(3);
  expect(ownAt(variant, { channel: 'web', locale: 'de' })).toBeUndefined();
});

test('the second rendition for one place is never served', () => {
  const { renditions } = variant;
  const twice = { ...variant, renditions: [...renditions, { locale: 'DE', content: { title: 'again' } }] };
  expect(unreachable(variant)).toEqual([]);
  expect(unreachable(twice)).toEqual([4]);
});

test('a faulty draft is previewed as far as it goes, its renditions at their places', () => {
  const body = renderableOf({
    content: 'none',
    renditions: [null, { locale: 'de', content: { title: 'da' } }],
  });
  expect(body.content).toEqual({});
  expect(sourceName(body, 1)).toBe('de on any channel');
});

test.each<[string, Record<string, unknown>, object]>([
  ['nothing', {}, { items: [], others: [] }],
  [
    'a hero',
    { headline: 'Hello', text: 'there', call_to_action: { label: 'Go', url: '/go' } },
    { title: 'Hello', text: 'there', button: 'Go', address: '/go', items: [], others: [] },
  ],
  ['a list', { items: ['Coffee', 'Tea'] }, { items: ['Coffee', 'Tea'], others: [] }],
  [
    'what no card has',
    { title: 'Guide', url: '/guide', kind: 'guide', depth: 2 },
    {
      title: 'Guide',
      address: '/guide',
      items: [],
      others: [
        ['kind', 'guide'],
        ['depth', 2],
      ],
    },
  ],
  [
    'an image with words for it',
    { image: { src: '/a.jpg', alt: 'A' } },
    { image: '/a.jpg', items: [], others: [] },
  ],
])('a card shows %s', (_, content, expected) => {
  expect(cardOf(content)).toEqual(expected);
});

test.each([
  ['data:image/png;base64,AAAA', true],
  ['data:image/svg+xml,<svg/>', false],
  ['https://elsewhere.example/a.png', false],
  ['/a.png', false],
  ['javascript:alert(1)', false],
])('%s is shown by itself: %s', (image, shown) => {
  expect(isEmbedded(image)).toBe(shown);
});
