import { expect, test } from 'vitest';
import type { Profile } from '#schemas/profile.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { experiment, fact, inputOf, ordersAtLeast, profileOf, releaseOf, rule, segment } from './shop.ts';

const boost = [{ type: 'boost', placement: 'hero_banner', variant: 'hero-b', by: 0.5 }];
const release = releaseOf({
  documents: [
    segment('loyal', ordersAtLeast(3)),
    experiment('banner', { audience: { all: [fact('profile', '$.segments', 'inSegment', 'loyal')] } }),
    rule('in-test', boost, { conditions: { all: [fact('experiments', '$.banner', 'notEqual', null)] } }),
    rule('recent', boost, { conditions: { all: [fact('profile', '$.first_seen_at', 'withinLast', '52w')] } }),
    rule('never', boost, { conditions: { all: [fact('profile', '$.traits.plan', 'equal', 'gone')] } }),
  ],
});

const profiles: [name: string, profile: Profile | null][] = [
  ['a regular customer', profileOf()],
  ['a customer without consent', profileOf({ consent: { personalization: false } } as Partial<Profile>)],
  ['a visitor', null],
];

test.each(profiles)('%s gets the same decision by the reference matcher', async (_, profile) => {
  const input = inputOf({ release, profile });
  const byReference = { ...input, release: { ...release, matcher: 'reference' as const } };
  const matches = await matchAll(input);
  const reference = await matchAll(byReference);
  expect(reference).toEqual(matches);
  expect(decide({ ...byReference, matches: reference })).toEqual(decide({ ...input, matches }));
});

test('without the reference nothing is waited for', () => {
  expect(matchAll(inputOf({ release }))).not.toBeInstanceOf(Promise);
  expect(matchAll(inputOf({ release: { ...release, matcher: 'reference' } }))).toBeInstanceOf(Promise);
});
