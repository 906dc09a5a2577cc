import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Profile } from '#schemas/profile.ts';
import { repeatDecision } from '#server/features/decisions/repeat.ts';
import { verifyToken } from '#server/platform/token.ts';
import {
  at,
  evidenceOf,
  experiment,
  placement,
  profileOf,
  releaseOf,
  variant,
} from '#test/domain/decisions/shop.ts';
import { experienceApp, secret } from './experience-app.ts';

const footer = [placement('footer'), variant('footer-default', { placement: 'footer' })];

/** A profile that was shown a variation so many minutes ago. */
const shownAgo = (id: string, variation: string, minutes: number): Profile => {
  const firstAt = new Date(at.getTime() - minutes * 60_000);
  return profileOf({
    id,
    identities: [id],
    assignments: { banner: variation },
    experiments: { banner: { variation, firstAt, crossed: false, outcomes: {} } },
  });
};

describe('a request that names both ids', () => {
  const release = releaseOf({ documents: [experiment('banner', { coverage: 0 })] });
  const visitor = (variation: string, minutes: number) => shownAgo('anonymous_id:v', variation, minutes);
  const customer = (variation: string, minutes: number) => shownAgo('customer_id:42', variation, minutes);

  test.each([
    ['the visitor was shown', [visitor('treatment', 5)], 'treatment'],
    ['the customer was shown', [customer('control', 5)], 'control'],
    [
      'the visitor was shown before the customer',
      [visitor('treatment', 9), customer('control', 5)],
      'treatment',
    ],
    [
      'the customer was shown before the visitor',
      [visitor('treatment', 5), customer('control', 9)],
      'control',
    ],
  ])('goes on with what %s', async (_name, profiles, variation) => {
    const { app, records } = experienceApp({ release, profiles });
    const { body } = await request(app).post('/experience').send({ customer_id: 42, anonymous_id: 'v' });
    expect(body.experiments).toEqual([{ key: 'banner', variation }]);
    // and the record tells as much, so that it comes out the same again
    const evidence = evidenceOf();
    const repeated = await repeatDecision(records[0]!, release, {
      inForce: evidence,
      kept: null,
      newest: evidence,
    });
    expect(repeated.same).toBe(true);
    expect(repeated.decision.experiments).toEqual(body.experiments);
  });

  test('without the visitor’s, has what the customer was shown alone', async () => {
    const { app } = experienceApp({ release, profiles: [visitor('treatment', 9), customer('control', 5)] });
    const { body } = await request(app).post('/experience').send({ customer_id: 42 });
    expect(body.experiments).toEqual([{ key: 'banner', variation: 'control' }]);
  });
});

test('of what a tester is told nothing is stored where the variation is forced', async () => {
  const forced = experiment('banner', { forcedVariations: { 42: 'treatment' } });
  const release = releaseOf({ documents: [forced, ...footer] });
  const { app, events, records } = experienceApp({ release });
  const { body } = await request(app).post('/experience').send({ customer_id: 42 });
  expect(body.experiments).toEqual([{ key: 'banner', variation: 'treatment', forced: true }]);
  expect(records[0]?.matches.assignments).toMatchObject([{ experiment: 'banner', forced: 'listed' }]);
  const order = {
    type: 'order_completed',
    data: { order_id: 'o1', total: { amount: 500, currency: 'EUR' }, items: [] },
  };
  await request(app)
    .post(`/experience/${body.experience_id}/performance`)
    .send({
      interactions: [
        { type: 'shown', element: 'hero_banner' },
        { type: 'clicked', element: 'hero_banner' },
        { type: 'shown', element: 'footer' },
      ],
      conversion_events: [order],
    })
    .expect(202, { accepted: 2, duplicates: 0 });
  expect(events().map(({ type, data }) => [type, data['placement']])).toEqual([
    ['variant_shown', 'footer'],
    ['order_completed', undefined],
  ]);
});

test('exposures under a raised bucket version are counted by themselves', async () => {
  const release = releaseOf({ documents: [experiment('banner', { bucketVersion: 2 })] });
  const { app, events } = experienceApp({ release });
  const { body } = await request(app).post('/experience').send({ customer_id: 42 });
  const [{ variation }] = body.experiments;
  expect(verifyToken(body.experience_id, secret)?.x[0]?.slice(3)).toEqual(['banner@2', variation]);
  const interactions = [{ type: 'shown', element: 'hero_banner' }];
  await request(app).post(`/experience/${body.experience_id}/performance`).send({ interactions });
  expect(events()[0]?.exposure?.experiment).toEqual({ key: 'banner@2', variation });
});
