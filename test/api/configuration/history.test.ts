import { beforeEach, describe, expect, test } from 'vitest';
import { segment, shop } from '#test/domain/releases/shop.ts';
import { bodyOf, environment, root, startConfiguration, vipHero } from './start.ts';

const { admin, client, seed, read, save, publish } = startConfiguration();

describe('history', () => {
  beforeEach(async () => {
    await seed();
    for (const priority of [5, 6]) {
      await save('/rules/vip-hero', vipHero({ priority }));
      await publish(priority - 4).expect(201);
    }
  });

  test('rolling back makes a new release with older entries and no new revision', async () => {
    const { body } = await client().post(`${root}/rollback`).send({ to: 1, reason: 'oops' }).expect(201);
    expect(body).toMatchObject({ number: 4, parent: 3, changes: [{ document: 'rule/vip-hero' }] });
    expect((await read('/rules/vip-hero')).live).toMatchObject({ revision: 1 });
    expect(await read('/rules/vip-hero/revisions')).toHaveLength(3);
  });

  test('rolling back to the empty beginning removes everything', async () => {
    await client().post(`${root}/rollback`).send({ to: 0 }).expect(201);
    expect(await admin().configuration.export(environment)).toEqual([]);
    expect(await admin().db.collection('personalization_rules').countDocuments()).toBe(0);
  });

  test('rolling back some documents leaves the others', async () => {
    await save('/segments/vips', { body: { ...bodyOf(segment()), name: 'Very important' } });
    await publish(3).expect(201);
    await client()
      .post(`${root}/rollback`)
      .send({ to: 1, documents: ['rule/vip-hero'] })
      .expect(201);
    expect((await read('/segments/vips')).name).toBe('Very important');
    expect((await read('/rules/vip-hero')).live.revision).toBe(1);
  });

  test('one revision of a document goes live again, with a reason, and its draft stays', async () => {
    await save('/rules/vip-hero', vipHero({ priority: 9 }));
    const back = { environment, parent: 3, document: 'rule/vip-hero', revision: 2, reason: 'better before' };
    const { body } = await client().post(`${root}/rollback-document`).send(back).expect(201);
    expect(body).toMatchObject({
      number: 4,
      reason: 'better before',
      changes: [{ document: 'rule/vip-hero' }],
    });
    expect(await read('/rules/vip-hero')).toMatchObject({
      live: { revision: 2, body: { priority: 5 } },
      draft: { body: { priority: 9 } },
    });
    const audited = admin().db.collection('audit_log').find({ action: 'document.rolled-back' });
    expect(await audited.toArray()).toMatchObject([
      { subject: 'release/4', detail: { reason: 'better before', documents: ['rule/vip-hero'] } },
    ]);
  });

  test.each([
    ['a revision that is not there', { revision: 99 }, 400],
    ['a document that cannot be', { document: 'nothing' }, 400],
    ['what is live already', { revision: 3 }, 422],
    ['a release that was overtaken', { parent: 2 }, 409],
  ])('nothing rolls back to %s', async (_name, wrong, status) => {
    const back = { environment, parent: 3, document: 'rule/vip-hero', revision: 1, reason: 'oops' };
    await client()
      .post(`${root}/rollback-document`)
      .send({ ...back, ...wrong })
      .expect(status);
  });

  test('releases are listed from the newest, each with its changes against its parent', async () => {
    const { body, headers } = await client().get(`${root}/releases?range=[0,1]`).expect(200);
    expect(headers['content-range']).toBe('releases 0-1/3');
    expect(
      body.map(({ number, current }: { number: number; current: boolean }) => [number, current]),
    ).toEqual([
      [3, true],
      [2, false],
    ]);
    expect((await read('/releases/2')).changes).toMatchObject([{ paths: [{ path: '/priority', after: 5 }] }]);
    expect((await read('/releases/1')).changes).toHaveLength(shop().length);
  });

  test('any two versions of a document are compared', async () => {
    await save('/rules/vip-hero', vipHero({ priority: 7 }));
    const diff = await read('/rules/vip-hero/diff?from=2&to=draft');
    expect(diff).toMatchObject({ before: { priority: 5 }, after: { priority: 7 } });
    expect(diff.changes).toEqual([{ path: '/priority', before: 5, after: 7 }]);
    expect((await read('/rules/vip-hero/diff')).changes).toEqual([
      { path: '/priority', before: 6, after: 7 },
    ]);
    expect((await read('/rules/vip-hero/diff?from=1&to=live')).after).toMatchObject({ priority: 6 });
  });

  test('revisions say who, when and why', async () => {
    const [newest] = await read('/rules/vip-hero/revisions');
    expect(newest).toMatchObject({
      number: 3,
      reason: 'because',
      author: expect.stringContaining('editor-'),
    });
  });
});
