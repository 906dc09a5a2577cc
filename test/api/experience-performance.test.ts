import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { foldEvent } from '#server/domain/profiles/fold.ts';
import { signToken } from '#server/platform/token.ts';
import { at, experiment, profileOf, releaseOf, rule } from '#test/domain/decisions/shop.ts';
import { experienceApp, scope, secret } from './experience-app.ts';

describe('POST /experience/{id}/performance', () => {
  const served = async () => {
    const shown = experienceApp({
      release: releaseOf({ documents: [experiment('banner')] }),
      profiles: [profileOf({ assignments: { banner: 'treatment' } })],
    });
    const { body } = await request(shown.app).post('/experience').send({ customer_id: 42 });
    const report = (sent: unknown, id: string = body.experience_id) =>
      request(shown.app)
        .post(`/experience/${id}/performance`)
        .send(sent as object);
    return { ...shown, report };
  };
  const order = {
    type: 'order_completed',
    data: { order_id: 'o1', total: { amount: 500, currency: 'EUR' }, items: [] },
  };

  test('turns interactions into events with the draw behind them, and conversions into events', async () => {
    const { report, events } = await served();
    const interactions = [
      { type: 'shown', element: 'hero_banner' },
      { type: 'clicked', element: 'hero_banner' },
    ];
    const { body } = await report({ interactions, conversion_events: [order] }).expect(202);
    expect(body).toEqual({ accepted: 3, duplicates: 0 });
    const [shown, clicked, bought] = events();
    expect(shown).toMatchObject({
      type: 'variant_shown',
      identity: 'customer_id:42',
      profileId: 'customer_id:42',
      data: { placement: 'hero_banner', variant: 'hero-b' },
      at: new Date(at.getTime() - 2),
      exposure: { experienceId: 'decision-1', experiment: { key: 'banner', variation: 'treatment' } },
    });
    expect(shown?.exposure?.propensity).toBeLessThan(1);
    expect(clicked?.type).toBe('variant_clicked');
    expect(bought).toMatchObject({ type: 'order_completed', context: { experience_id: 'decision-1' } });
    expect(bought).not.toHaveProperty('exposure');
    expect([clicked?.at, bought?.at]).toEqual([new Date(at.getTime() - 1), at]);
  });

  test('a showing counts for the rules with a frequency cap that brought it about, until they rest', async () => {
    const pin = (key: string, variant: string, more = {}) =>
      rule(key, [{ type: 'pin', placement: 'hero_banner', variant }], more);
    const often = pin('often', 'hero-b', { frequencyCap: { max: 1, hours: 24 }, priority: 2 });
    const release = releaseOf({ documents: [often, pin('always', 'hero-c')] });
    const profile = profileOf({ journeys: {} });
    const { app, events } = experienceApp({ release, profiles: [profile] });
    const { body } = await request(app).post('/experience').send({ customer_id: 42 });
    expect(body.elements[0].variant).toBe('hero-b');
    await request(app)
      .post(`/experience/${body.experience_id}/performance`)
      .send({ interactions: [{ type: 'shown', element: 'hero_banner' }] })
      .expect(202);
    const [showing] = events();
    expect(showing?.exposure?.cappedRules).toEqual(['often']);

    const context = { settings: release.settings, metrics: [], product: () => undefined };
    const afterwards = foldEvent(profile, showing!, context);
    const later = experienceApp({ release, profiles: [afterwards] });
    const again = await request(later.app).post('/experience').send({ customer_id: 42 });
    expect(again.body.elements[0].variant).toBe('hero-c');
  });

  test('the same report sent again is a duplicate, two of a kind in one report are not', async () => {
    const { report, events } = await served();
    const twice = {
      interactions: [
        { type: 'clicked', element: 'hero_banner' },
        { type: 'clicked', element: 'hero_banner' },
      ],
      conversion_events: [order],
    };
    await report(twice).expect(202);
    expect((await report(twice)).body).toEqual({ accepted: 0, duplicates: 3 });
    expect(events()).toHaveLength(3);
  });

  test.each([
    [
      'an unknown element',
      { interactions: [{ type: 'shown', element: 'footer' }] },
      '/interactions/0/element',
    ],
    [
      'a future time',
      { interactions: [{ type: 'shown', element: 'hero_banner', timestamp: '2026-03-14T10:00:00Z' }] },
      '/interactions/0/timestamp',
    ],
    [
      'a conversion without its data',
      { conversion_events: [{ type: 'order_completed', data: { order_id: 'o1' } }] },
      '/conversion_events/0/data/total',
    ],
    [
      'a showing as a conversion',
      { conversion_events: [{ type: 'variant_shown', data: {} }] },
      '/conversion_events/0/type',
    ],
    [
      'an unknown type',
      { interactions: [{ type: 'smelled', element: 'hero_banner' }] },
      '/interactions/0/type',
    ],
    ['an unknown field', { interactions: [], extra: 1 }, '/extra'],
    ['nothing', {}, '/interactions'],
  ])('refuses %s with its path, and stores nothing', async (_name, sent, path) => {
    const { report, events } = await served();
    const { body } = await report(sent).expect(400);
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect(events()).toEqual([]);
  });

  test('tells every fault at once', async () => {
    const { report } = await served();
    const { body } = await report({
      interactions: [{ type: 'shown', element: 'footer' }],
      conversion_events: [{ type: 'searched', data: {} }],
    });
    expect(body.errors.map((error: { path: string }) => error.path)).toEqual([
      '/interactions/0/element',
      '/conversion_events/0/data/query',
    ]);
  });

  const payload = { v: 1, s: scope, r: 7, e: 3, t: 1, u: 'customer_id:1', n: 'n', x: [] } as const;
  test.each([
    ['text', 'not-a-token'],
    ['a token of another installation', signToken({ ...payload, x: [] }, 'other')],
    ['a token of another scope', signToken({ ...payload, s: 'default/staging', x: [] }, secret)],
    ['broken encoding', '%E0%A4%A'],
  ])('does not know %s', async (_name, id) => {
    const { report } = await served();
    const { status, body } = await report({ interactions: [{ type: 'shown', element: 'hero_banner' }] }, id);
    expect([400, 404]).toContain(status);
    expect(body.code).toBeDefined();
  });
});
