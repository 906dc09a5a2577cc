import { beforeEach, describe, expect, test } from 'vitest';
import { pin, rule, variant } from '#test/domain/releases/shop.ts';
import { bodyOf, pathsOf, root, startConfiguration, vipHero } from './start.ts';

const { client, seed, read, save } = startConfiguration();

describe('a draft', () => {
  beforeEach(() => seed());

  test('is edited beside what is in force', async () => {
    const before = await read('/rules/vip-hero');
    expect(before).toMatchObject({
      id: 'vip-hero',
      kind: 'rule',
      status: 'live',
      draft: null,
      live: { revision: 1 },
    });
    const saved = await save('/rules/vip-hero', vipHero({ priority: 5 }));
    expect(saved.status).toBe(200);
    expect(saved.body).toMatchObject({
      status: 'live+draft',
      body: { priority: 5 },
      live: { revision: 1, body: bodyOf(rule()) },
      draft: { state: 'draft', author: expect.stringContaining('editor-') },
    });
    expect(saved.headers['etag']).toBe(`"${saved.body.draft.etag}"`);
  });

  test('is not saved without saying which version it changes', async () => {
    await client().put(`${root}/rules/vip-hero`).send(vipHero()).expect(428);
  });

  test('that someone else saved first is not overwritten: the answer has their version', async () => {
    const { headers } = await client().get(`${root}/rules/vip-hero`);
    const write = (priority: number) =>
      client()
        .put(`${root}/rules/vip-hero`)
        .set('If-Match', String(headers['etag']))
        .send(vipHero({ priority }));
    const answers = await Promise.all([write(2), write(3), write(4)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const winner = answers.find(({ status }) => status === 200)?.body;
    const loser = answers.find(({ status }) => status === 412)?.body;
    expect(loser).toMatchObject({ code: 'precondition-failed', current: { body: winner.body } });
  });

  test('of a new document begins its life', async () => {
    const { body, headers } = await client()
      .post(`${root}/rules`)
      .send({ body: bodyOf(rule('fresh')) })
      .expect(201);
    expect(body).toMatchObject({ id: 'fresh', status: 'draft', live: null });
    expect(headers['location']).toBe('/api/admin/rules/fresh');
    expect(await read('/rules/fresh')).toEqual(body);
  });

  test.each(['vip-hero', 'hero'])(
    'cannot take the key "%s", which a document of some kind has',
    async (key) => {
      const { body } = await client()
        .post(`${root}/rules`)
        .send({ body: bodyOf(rule(key)) })
        .expect(409);
      expect(body.detail).toContain('unique across kinds');
    },
  );

  test('of a wrong shape is refused with pointers into the body', async () => {
    const wrong = await save(
      '/rules/vip-hero',
      vipHero({
        priority: 'high',
        colour: 'red',
        event: { type: 'personalize', params: { actions: [{ ...pin, variant: 7 }] } },
      }),
    );
    expect(wrong.status).toBe(400);
    expect(pathsOf(wrong)).toEqual([
      '/body/priority',
      '/body/event/params/actions/0/variant',
      '/body/colour',
    ]);
    const renamed = await save('/rules/vip-hero', { body: bodyOf(rule('other')) });
    expect(pathsOf(renamed)).toEqual(['/body/key']);
  });

  test('is discarded, and what is in force is back', async () => {
    const original = await read('/rules/vip-hero');
    await save('/rules/vip-hero', vipHero({ priority: 5 }));
    const { body } = await client().delete(`${root}/rules/vip-hero`).set('If-Match', '*').expect(200);
    expect(body).toEqual(original);
  });

  test('is not discarded by whoever has not seen it, or not as it is now', async () => {
    const { headers } = await client().get(`${root}/rules/vip-hero`);
    await save('/rules/vip-hero', vipHero({ priority: 7 }));
    await client().delete(`${root}/rules/vip-hero`).expect(428);
    const seen = String(headers['etag']);
    const { body } = await client().delete(`${root}/rules/vip-hero`).set('If-Match', seen).expect(412);
    expect(body).toMatchObject({ code: 'precondition-failed', current: { key: 'vip-hero' } });
    expect(await read('/rules/vip-hero')).toMatchObject({ body: { priority: 7 } });
    await client().delete(`${root}/rules/vip-hero`).set('If-Match', '*').expect(200);
  });

  test('that was never published is gone when discarded', async () => {
    await client()
      .post(`${root}/rules`)
      .send({ body: bodyOf(rule('fresh')) });
    await client().delete(`${root}/rules/fresh`).set('If-Match', '*').expect(200);
    await client().get(`${root}/rules/fresh`).expect(404);
  });

  test('is validated beside what is in force and the other drafts', async () => {
    await client()
      .post(`${root}/variants`)
      .send({ body: bodyOf(variant('hero-new')) });
    const check = async (variantKey: string, key = 'vip-hero') => {
      const event = { type: 'personalize', params: { actions: [{ ...pin, variant: variantKey }] } };
      return (
        await client()
          .post(`${root}/rules/${key}/validate`)
          .send({ body: bodyOf(rule('vip-hero', { event })) })
          .expect(200)
      ).body.faults;
    };
    expect(await check('hero-new')).toEqual([]);
    expect(await check('nowhere')).toEqual([
      { path: '/body/event/params/actions/0/variant', message: 'there is no variant "nowhere"' },
    ]);
    expect(await check('hero-new', 'new')).toEqual([]);
  });
});
