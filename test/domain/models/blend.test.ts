import { expect, test } from 'vitest';
import { blend } from '#server/domain/models/blend.ts';
import { joinParts } from '#server/domain/models/parts.ts';
import type { Part } from '#server/domain/models/types.ts';

const part = (scores: Record<string, number>, reason = 'because'): Part => ({
  scores: new Map(Object.entries(scores)),
  reason: () => reason,
});

test('each part is scaled to 0–1 over all candidates, then weighted', () => {
  const blended = blend([
    {
      algorithm: 'collaborative_filtering',
      weight: 0.3,
      part: part({ mug: 0.5, filter: 0.2, tea: 0.1 }, 'together'),
    },
    { algorithm: 'content_based', weight: 0.3, part: part({ filter: 0.8 }, 'similar') },
  ]);
  // collaborative: mug 1, filter (.2−.1)/(.5−.1) = .25, tea 0; content: filter 1, others 0
  // filter = .5·.25 + .5·1
  expect(blended.get('filter')).toEqual({
    score: 0.625,
    algorithms: { collaborative_filtering: 0.2, content_based: 0.8 },
    reasons: ['together', 'similar'],
  });
  expect(blended.get('mug')).toMatchObject({ score: 0.5, algorithms: { collaborative_filtering: 1 } });
  expect(blended.get('tea')).toMatchObject({ score: 0, algorithms: { collaborative_filtering: 1 } });
});

test('a part without candidates takes no weight', () => {
  const blended = blend([
    { algorithm: 'content_based', weight: 0.9, part: part({}) },
    { algorithm: 'popularity', weight: 0.1, part: part({ tea: 3, mug: 1 }) },
  ]);
  expect(blended.get('tea')?.score).toBe(1);
});

test('scores that do not differ count in full', () => {
  expect(blend([{ algorithm: 'popularity', weight: 1, part: part({ tea: 3 }) }]).get('tea')?.score).toBe(1);
});

test('two parts of one algorithm are each scaled to 1 and added', () => {
  const joined = joinParts(part({ tea: 4, mug: 2 }, 'first'), part({ mug: 10 }, 'second'));
  expect(Object.fromEntries(joined.scores)).toEqual({ mug: 1.5, tea: 1 });
  expect([joined.reason('tea'), joined.reason('mug')]).toEqual(['first', 'second']);
});
