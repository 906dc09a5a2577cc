import { describe, expect, test } from 'vitest';
import type { TopCondition } from '#schemas/condition.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { segmentLayers } from '#server/domain/releases/segments.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import {
  experiment,
  inputOf,
  ordersAtLeast,
  profileOf,
  releaseOf,
  rule,
  segment,
  uploaded,
} from '#test/domain/decisions/shop.ts';

const ask = (operator: string, value: unknown, path = '$.segments') => ({
  fact: 'profile',
  path,
  operator,
  value,
});
const all = (...conditions: object[]): TopCondition => ({ all: conditions }) as TopCondition;

describe('segments in layers', () => {
  const layersOf = (...written: [key: string, conditions: TopCondition][]): string[][] =>
    segmentLayers(
      written.map(([key, conditions]) => ({ key, conditions })),
      { firsts: all(ask('contains', 'first')) },
    ).map((layer) => layer.map(({ key }) => key));
  const first: [string, TopCondition] = ['first', all()];

  test.each<[string, TopCondition]>([
    ['by name', all(ask('inSegment', 'first'))],
    ['in a list of names', all(ask('notInSegment', ['x', 'first']))],
    ['by a decorated operator', all(ask('someFact:equal', 'first'))],
    ['deep inside', { any: [{ not: all(ask('doesNotContain', 'first')) }] }],
    ['in a named condition', { all: [{ condition: 'firsts' }] }],
    ['by how many there are', all(ask('sizeGreaterThan', 0))],
    ['by a pattern', all(ask('everyFact:matches', '^[a-z_]+$'))],
    ['by a prefix', all(ask('not:someFact:startsWith', 'zz'))],
    ['by a wildcard', all(ask('contains', 'first', '$.segments[*]'))],
    ['by the days in it', all(ask('greaterThan', 7, '$.days_in_segment.first'))],
    ['by whatever a descent finds', all(ask('contains', 'first', '$..segments'))],
  ])('one that asks about another %s comes after it, whatever their order', (_, conditions) => {
    expect(layersOf(['nested', conditions], first)).toEqual([['first'], ['nested']]);
  });

  test('those that ask about none, or about traits alone, are one layer', () => {
    expect(layersOf(first, ['second', all(ask('equal', 'pro', '$.traits.plan'))])).toEqual([
      ['first', 'second'],
    ]);
  });
});

describe('nested segments', () => {
  const documents = [
    segment('best', all(ask('inSegment', 'loyal'), ask('inSegment', 'subscriber'))),
    segment('rest', all(ask('notInSegment', 'best'))),
    segment('loyal', ordersAtLeast(3)),
    segment('several', all(ask('sizeGreaterThan', 1))),
    uploaded('subscriber'),
  ];
  const segmentsOf = async (segments: string[], orders: number) => {
    const release = releaseOf({ documents });
    const profile = profileOf({ segments });
    const input = inputOf({
      release,
      profile: { ...profile, counters: { ...profile.counters, orders } },
    });
    return (await matchAll(input)).segments;
  };

  test.each<[stored: string[], orders: number, segments: string[]]>([
    [['subscriber'], 5, ['subscriber', 'best', 'loyal', 'several']],
    [['subscriber'], 0, ['subscriber', 'rest', 'several']],
    [[], 5, ['rest', 'loyal', 'several']],
    // what was stored of a defined segment is not believed
    [['best', 'loyal'], 0, ['rest']],
  ])('of who has %j and %i orders are %j', async (stored, orders, segments) => {
    expect(await segmentsOf(stored, orders)).toEqual(segments);
  });
});

describe('publishing', () => {
  const faultsOf = (...documents: SourceDocument[]) =>
    validateDocuments(documents).map(({ document, path, message }) => [document, path.join('.'), message]);
  const absent = all(ask('inSegment', 'absent'));
  const missing = 'there is no segment "absent"';

  test.each<[string, SourceDocument, string]>([
    ['a rule', rule('r', [], { conditions: absent }), 'conditions.all.0.value'],
    [
      'a list in a rule',
      rule('r', [], { conditions: all(ask('containsAny', ['known', 'absent'])) }),
      'conditions.all.0.value.1',
    ],
    ['a segment', segment('s', absent), 'conditions.all.0.value'],
    [
      'a named condition',
      { kind: 'condition', body: { key: 'c', name: 'C', conditions: absent } },
      'conditions.all.0.value',
    ],
  ])('is refused where %s names a segment that nobody defines', (_, document, path) => {
    const faults = faultsOf(document, segment('known', ordersAtLeast(1)));
    expect(faults).toContainEqual([expect.any(String), path, missing]);
  });

  test('is refused where the audience of an experiment does', () => {
    const faults = faultsOf(experiment('e', { audience: absent }));
    expect(faults).toContainEqual(['experiment/e', 'audience.all.0.value', missing]);
  });

  test('goes through for segments whose members are uploaded', () => {
    expect(faultsOf(segment('s', absent), uploaded('absent'))).toEqual([]);
  });

  test.each<[string, SourceDocument, string]>([
    ['without conditions', segment('s', undefined), 'this is required'],
    [
      'with both an upload and conditions',
      uploaded('s', ordersAtLeast(1)),
      'stands only where "source" is "conditions"',
    ],
  ])('is refused for a segment %s', (_, document, message) => {
    expect(faultsOf(document)).toEqual([['segment/s', 'conditions', message]]);
  });

  test('is refused where days are asked in a segment that nobody defines', () => {
    const asked = segment('s', all(ask('greaterThan', 7, '$.days_in_segment.absent')));
    expect(faultsOf(asked)).toEqual([['segment/s', 'conditions.all.0.path', missing]]);
  });

  test.each<[string, SourceDocument[], string[]]>([
    ['itself', [segment('a', all(ask('contains', 'a')))], ['segment/a']],
    [
      'itself over another',
      [segment('a', all(ask('contains', 'b'))), segment('b', all(ask('notInSegment', ['a'])))],
      ['segment/a', 'segment/b'],
    ],
    [
      'how many there are, itself among them',
      [segment('a', all(ask('sizeEqual', 1))), segment('b', all(ask('contains', 'a')))],
      ['segment/a', 'segment/b'],
    ],
  ])('is refused for a segment that asks about %s', (_, documents, faulty) => {
    const faults = faultsOf(...documents);
    expect(faults.map(([document]) => document)).toEqual(faulty);
    for (const [, path, message] of faults) {
      expect(path).toBe('conditions');
      expect(message).toContain('the segment refers to itself');
    }
  });
});

const faultsOf = (operator: string, value: unknown): string[] =>
  validateDocuments([segment('a', all(ask(operator, value)))])
    .filter(({ document }) => document === 'segment/a')
    .map(({ message }) => message);

test.each([
  ['a pattern', 'everyFact:matches', '^[a-z_]+$'],
  ['a prefix', 'not:someFact:startsWith', 'zz'],
  ['an ending', 'someFact:endsWith', '-pro'],
])('%s names no segment, so that none of that key must be there', (_, operator, value) => {
  expect(faultsOf(operator, value)).toEqual([]);
});

test.each([
  ['someFact:equal', 'none'],
  ['not:contains', 'none'],
  ['someFact:in', ['none']],
  ['containsAny', ['none']],
  ['notInSegment', 'none'],
])('%s names a segment, which must be there', (operator, value) => {
  expect(faultsOf(operator, value)).toContain('there is no segment "none"');
});
