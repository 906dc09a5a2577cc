import express from 'express';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { recommendationRoutes } from '#server/features/recommendations/routes.ts';
import { recommendationService } from '#server/features/recommendations/service.ts';
import { jsonBody } from '#server/platform/http.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { at, daysBefore, profile } from '#test/domain/models/builders.ts';
import { evidenceOf, open, releaseOf } from './catalogue-fixtures.ts';

const profiles = [
  profile({
    id: 'customer_id:1',
    affinities: { categories: { Coffee: 3 }, brands: {}, at: daysBefore(1) },
    purchased: [{ productId: 'filter', quantity: 1, at: daysBefore(60) }],
  }),
  profile({
    id: 'customer_id:2',
    consent: { personalization: false },
    affinities: { categories: { Tea: 1 }, brands: {}, at: null },
  }),
  profile({ id: 'customer_id:3', demo: true }),
];
const noTea: SourceDocument = {
  kind: 'rule',
  body: {
    key: 'no-tea',
    name: 'No tea in the evening',
    conditions: { all: [{ fact: 'context', path: '$.time_of_day', operator: 'equal', value: 'evening' }] },
    event: {
      type: 'personalize',
      params: {
        actions: [
          { type: 'exclude_products', category: 'Tea' },
          { type: 'boost_products', product: 'mug', by: 1 },
        ],
      },
    },
  },
};
const service = recommendationService({
  readProfile: async (id) => profiles.find((one) => one.id === id) ?? null,
  release: () => releaseOf([noTea], 4),
  evidence: () => evidenceOf(),
  clock: () => at,
});
const app = express()
  .use(jsonBody({ limit: 100_000 }))
  .use(recommendationRoutes({ service, requireDecide: open, mayRead: () => true }))
  .use(problemHandler);

const post = (body: object) => request(app).post('/recommendations').send(body);
type Listed = { id: string }[];
const ids = (list: Listed): string[] => list.map(({ id }) => id);

describe('POST /recommendations', () => {
  test('answers each type with its count, scores, shares and reasons', async () => {
    const { body } = await post({
      customer_id: 1,
      current_product: 'espresso',
      recommendation_types: { complementary_products: 2, trending_in_category: 1 },
      algorithms: { collaborative_filtering: 1 },
    }).expect(200);
    expect(body).toMatchObject({ customer_id: '1', release: 4, evidence: 7 });
    // nothing is known of what this customer agreed to
    expect(body.missing).toEqual([expect.stringMatching(/^profiling: no consent/)]);
    expect(body.recommendations.complementary_products[0]).toMatchObject({
      id: 'mug',
      product: { name: 'Stone Mug' },
      score: 1,
      algorithms: { collaborative_filtering: 1 },
      reasons: ['bought together with Espresso Beans by 14 customers'],
    });
    expect(body.recommendations.complementary_products).toHaveLength(2);
    expect(body.recommendations.trending_in_category).toHaveLength(1);
    expect(body).not.toHaveProperty('demo');
  });

  test('the rules that match act on the products', async () => {
    const evening = {
      customer_id: '1',
      context: { time_of_day: 'evening' },
      recommendation_types: { personalized_picks: 5 },
    };
    const { body } = await post(evening).expect(200);
    expect(ids(body.recommendations.personalized_picks)).not.toContain('green');
  });

  test('without consent nothing about the customer is used, and the answer says so', async () => {
    const { body } = await post({ customer_id: '2', recommendation_types: { trending_in_category: 1 } });
    expect(ids(body.recommendations.trending_in_category)).toEqual(['espresso']);
    expect(body.missing).toContain('personalization: no consent, so nothing about the customer was used');
  });

  test('a customer never seen gets what is popular', async () => {
    const { body } = await post({ anonymous_id: 'new' }).expect(200);
    expect(body.anonymous_id).toBe('new');
    expect(body.recommendations.personalized_picks[0]).toMatchObject({
      id: 'espresso',
      reasons: ['popular in this shop'],
    });
  });

  test('what rests on demo data is badged', async () => {
    expect((await post({ customer_id: '3' })).body.demo).toBe(true);
  });
});

test('GET asks the same in name:value lists', async () => {
  const question = {
    customer_id: '1',
    current_product: 'espresso',
    recommendation_types: { similar_products: 2, complementary_products: 1 },
    algorithms: { collaborative_filtering: 0.5, content_based: 0.5 },
    business_rules: { exclude_out_of_stock: false },
    context: { device: 'mobile' },
    exclude: ['dust', 'green'],
  };
  const posted = await post(question).expect(200);
  const got = await request(app).get('/recommendations').query({
    customer_id: '1',
    current_product: 'espresso',
    recommendation_types: 'similar_products:2,complementary_products:1',
    algorithms: 'collaborative_filtering:0.5,content_based:0.5',
    business_rules: 'exclude_out_of_stock:false',
    context: 'device:mobile',
    exclude: 'dust,green',
  });
  expect(got.body).toEqual(posted.body);
});

describe('bad input is a 400 with a path to every fault', () => {
  test.each([
    ['nobody', {}, ['/customer_id']],
    ['a customer id of the wrong type', { customer_id: { $gt: '' } }, ['/customer_id/$gt']],
    [
      'a type that is not known',
      { customer_id: '1', recommendation_types: { similar_products: 1, magic: 1 } },
      ['/recommendation_types/magic'],
    ],
    [
      'a count of zero',
      { customer_id: '1', recommendation_types: { similar_products: 0 } },
      ['/recommendation_types/similar_products'],
    ],
    [
      'a huge count',
      { customer_id: '1', recommendation_types: { similar_products: 51 } },
      ['/recommendation_types/similar_products'],
    ],
    ['no types', { customer_id: '1', recommendation_types: {} }, ['/recommendation_types']],
    ['a weight beyond 1', { customer_id: '1', algorithms: { popularity: 2 } }, ['/algorithms/popularity']],
    ['a field that is not known', { customer_id: '1', colour: 'red' }, ['/colour']],
    [
      'an operator in the context',
      { customer_id: '1', context: { a: { $where: '1' } } },
      ['/context/a/$where'],
    ],
    ['two faults', { algorithms: { popularity: 2 }, exclude: 'x' }, ['/algorithms/popularity', '/exclude']],
    ['a list in place of the request', [], ['']],
  ] as [string, object, string[]][])('POST with %s', async (_name, body, paths) => {
    const { status, body: problem } = await post(body);
    expect(status).toBe(400);
    expect(problem.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  test('POST with a prototype key', async () => {
    const { status, body } = await request(app)
      .post('/recommendations')
      .type('json')
      .send('{"customer_id":"1","context":{"__proto__":{"a":1}}}');
    expect([status, body.errors[0].path]).toEqual([400, '/context/__proto__']);
  });

  test.each([
    [
      'a type without a count',
      'customer_id=1&recommendation_types=similar_products',
      '/recommendation_types/similar_products',
    ],
    ['a parameter given twice', 'customer_id=1&customer_id=2', '/customer_id'],
    [
      'a rule that is not a boolean',
      'customer_id=1&business_rules=prefer_high_margin:maybe',
      '/business_rules/prefer_high_margin',
    ],
    ['nobody', 'exclude=a', '/customer_id'],
    ['a field that is not known', 'customer_id=1&limit=5', '/limit'],
  ])('GET with %s', async (_name, query, path) => {
    const { status, body } = await request(app).get(`/recommendations?${query}`);
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });
});
