import { beforeEach, describe, expect, test } from 'vitest';
import { isVip, metric, rule, shop, variant } from '#test/domain/releases/shop.ts';
import { bodyOf, environment, pathsOf, root, startConfiguration, vipHero } from './start.ts';

const { admin, client, seed, read, save, publish } = startConfiguration();

describe('publishing', () => {
  beforeEach(() => seed());

  test('brings a draft into force as the next release, with its change', async () => {
    await save('/rules/vip-hero', vipHero({ priority: 5 }));
    const { body } = await publish(1).expect(201);
    expect(body).toMatchObject({ number: 2, parent: 1, environment, reason: 'because', current: true });
    expect(body.changes).toMatchObject([
      { document: 'rule/vip-hero', change: 'changed', paths: [{ path: '/priority', after: 5 }] },
    ]);
    expect(await read('/rules/vip-hero')).toMatchObject({
      status: 'live',
      draft: null,
      live: { revision: 2 },
    });
    expect(await admin().configuration.load(environment, 2)).toBeNull();
    expect((await admin().configuration.load(environment, 1))?.number).toBe(2);
  });

  test('only what is named is published', async () => {
    await save('/rules/vip-hero', vipHero({ priority: 5 }));
    await save('/flags/dark-mode', {
      body: { key: 'dark-mode', name: 'Dark', type: 'boolean', value: false },
    });
    await publish(1, ['flag/dark-mode']).expect(201);
    expect((await read('/rules/vip-hero')).status).toBe('live+draft');
  });

  test('an unchanged document gets no new revision', async () => {
    await save('/rules/vip-hero', vipHero());
    await save('/flags/dark-mode', {
      body: { key: 'dark-mode', name: 'Dark', type: 'boolean', value: false },
    });
    await publish(1).expect(201);
    expect((await read('/rules/vip-hero/revisions')).map(({ number }: { number: number }) => number)).toEqual(
      [1],
    );
  });

  test('nothing new is refused', async () => {
    const { body } = await publish(1).expect(422);
    expect(body.detail).toContain('Nothing differs');
  });

  test('everything wrong is told at once, and the release in force stays', async () => {
    await save('/rules/vip-hero', {
      body: {
        ...vipHero().body,
        conditions: { all: [{ fact: 'profile', path: '$.nope', operator: 'equal', value: 1 }] },
      },
    });
    await client().delete(`${root}/metrics/conversion`).set('If-Match', '*').expect(200);
    const refused = await publish(1);
    expect(refused.status).toBe(422);
    expect(pathsOf(refused).sort()).toEqual([
      '/experiment/hero-test/metrics/0/metric',
      '/rule/vip-hero/conditions/all/0/path',
      '/settings/settings/goals/drive_conversions',
    ]);
    expect((await admin().configuration.load(environment, 0))?.number).toBe(1);
  });

  test('a stale publisher gets the changes that it has not seen', async () => {
    await save('/rules/vip-hero', vipHero({ priority: 5 }));
    await publish(1).expect(201);
    await save('/rules/vip-hero', vipHero({ priority: 6 }));
    const { body } = await publish(1).expect(409);
    expect(body).toMatchObject({ code: 'conflict', current: 2, changes: [{ document: 'rule/vip-hero' }] });
    await publish(2).expect(201);
  });

  test('of many at once exactly one wins', async () => {
    const documents = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => `metric/${key}`);
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f'])
      await client()
        .post(`${root}/metrics`)
        .send({ body: bodyOf(metric(key)) })
        .expect(201);
    const answers = await Promise.all(documents.map((document) => publish(1, [document])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const winner = answers.find(({ status }) => status === 201)?.body;
    expect((await admin().configuration.load(environment, 0))?.number).toBe(winner.number);
    expect(await read('/releases')).toHaveLength(2);
    expect(await admin().configuration.export(environment)).toHaveLength(shop().length + 1);
  });

  test('archiving takes a document away; its key can be used again', async () => {
    const { body } = await client().delete(`${root}/flags/dark-mode`).set('If-Match', '*').expect(200);
    expect(body).toMatchObject({ status: 'live+draft', draft: { state: 'archived' } });
    await publish(1).expect(201);
    expect(await read('/flags')).toEqual([]);
    expect(
      (await read('/flags?filter={"status":"archived"}')).map(({ status }: { status: string }) => status),
    ).toEqual(['archived']);
    await client()
      .post(`${root}/flags`)
      .send({ body: { key: 'dark-mode', name: 'Dark', type: 'boolean', value: true } })
      .expect(201);
  });

  test('a draft that is published to staging is promoted to production by name', async () => {
    await admin().configuration.apply({
      environment: 'staging',
      documents: shop(),
      author: 'seed',
      reason: '',
    });
    await save('/rules/vip-hero', vipHero({ priority: 5 }));
    await publish(1, ['rule/vip-hero'], { environment: 'staging' }).expect(201);
    expect((await read('/rules/vip-hero')).live.revision).toBe(1);
    expect((await read('/rules/vip-hero?environment=staging')).live.revision).toBe(2);
    await publish(1, ['rule/vip-hero']).expect(201);
    expect((await read('/rules/vip-hero')).live.revision).toBe(2);
  });

  test('rules without effect and rules in conflict are published, with a warning', async () => {
    const pinDefault = { type: 'pin', placement: 'hero', variant: 'hero-default' };
    const another = (key: string, conditions: object) =>
      client()
        .post(`${root}/rules`)
        .send({
          body: bodyOf(
            rule(key, { conditions, event: { type: 'personalize', params: { actions: [pinDefault] } } }),
          ),
        });
    await another('second-hero', { all: [isVip] });
    await another('mobile-hero', {
      all: [{ fact: 'context', path: '$.device', operator: 'equal', value: 'mobile' }],
    });
    const { body } = await publish(1).expect(201);
    expect(body.warnings).toMatchObject([
      { document: 'rule/mobile-hero', path: ['event', 'params', 'actions', 0] },
      { document: 'rule/second-hero', message: expect.stringContaining('has no effect') },
    ]);
    await save('/rules/mobile-hero', { body: bodyOf(rule('mobile-hero', { priority: 2 })) });
    const { warnings } = (await publish(2).expect(201)).body;
    expect(warnings.map(({ document }: { document: string }) => document)).toEqual([
      'rule/vip-hero',
      'rule/second-hero',
    ]);
  });

  test('rules and variants in force are in collections of their own', async () => {
    await save('/rules/vip-hero', vipHero({ priority: 5 }));
    await client()
      .post(`${root}/variants`)
      .send({ body: bodyOf(variant('hero-new')) });
    await publish(1).expect(201);
    const rules = await admin().db.collection('personalization_rules').find({}).toArray();
    expect(rules).toMatchObject([
      { key: 'vip-hero', scope: 'default/production', priority: 5, enabled: true, release: 2 },
    ]);
    const variants = await admin().db.collection('experience_variants').find({}).sort({ key: 1 }).toArray();
    expect(variants.map(({ key, release }) => [key, release])).toEqual([
      ['hero-default', 1],
      ['hero-new', 2],
      ['hero-vip', 1],
    ]);
  });

  test('who published what and why is on record', async () => {
    await save('/rules/vip-hero', vipHero({ priority: 5 }));
    await publish(1).expect(201);
    const entries = await admin().db.collection('audit_log').find({ action: 'release.published' }).toArray();
    expect(entries).toMatchObject([
      { subject: 'release/2', detail: { parent: 1, reason: 'because', documents: ['rule/vip-hero'] } },
    ]);
  });
});
