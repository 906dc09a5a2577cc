import { beforeEach, expect, test } from 'vitest';
import { rule } from '#test/domain/releases/shop.ts';
import { bodyOf, root, startConfiguration } from './start.ts';

const { admin, client, seed } = startConfiguration();

beforeEach(() => seed());

const deep = (levels: number): object => (levels === 0 ? {} : { all: [deep(levels - 1)] });
const bodies: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a list', []],
  ['text', 'text'],
  ['no body', {}],
  ['a body that is text', { body: 'text' }],
  ['an operator', { body: { $where: '1' } }],
  ['a prototype', JSON.parse('{"body":{"__proto__":{"x":1}}}')],
  ['depth', { body: { key: 'x', name: 'x', conditions: deep(200) } }],
  ['an unknown field', { body: bodyOf(rule('x')), extra: 1 }],
];
const calls = [
  'post /rules',
  'put /rules/vip-hero',
  'post /rules/vip-hero/validate',
  'post /publish',
  'post /rollback',
  'post /settings',
];
const table = calls.flatMap((call) => bodies.map(([name, body]) => [call, name, body] as const));

test.each(table)('%s with %s is a 4xx problem, and nothing is written', async (call, _, body) => {
  const [method, path] = call.split(' ') as ['post' | 'put', string];
  const sent = client()
    [method](`${root}${path}`)
    .set('If-Match', '*')
    .set('Content-Type', 'application/json');
  const response = await (body === undefined ? sent : sent.send(JSON.stringify(body)));
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect(response.type).toBe('application/problem+json');
  expect(await admin().db.collection('drafts').countDocuments()).toBe(0);
  expect(await admin().db.collection('releases').countDocuments()).toBe(1);
});

test.each<[string, number, unknown]>([
  ['an unknown document', 400, { parent: 1, documents: ['rule/nobody'] }],
  ['an unknown kind', 400, { parent: 1, documents: ['thing/x', 'rule', '../../x', 'rule/a/b'] }],
  ['an unknown parent', 400, { parent: 99, documents: 'all' }],
  ['an unknown environment', 400, { parent: 1, documents: 'all', environment: 'moon' }],
  ['a fraction', 400, { parent: 0.5, documents: 'all' }],
  ['no documents', 400, { parent: 1, documents: [] }],
])('publishing %s is a %i', async (_, status, body) => {
  await client()
    .post(`${root}/publish`)
    .send(body as object)
    .expect(status);
});

test.each([
  ['/rules/nobody', 404],
  ['/rules/%24where', 404],
  ['/rules/__proto__', 404],
  ['/rules/constructor/diff', 404],
  ['/rules/nobody/revisions', 404],
  ['/rules/vip-hero/diff?from=zero', 400],
  ['/rules/vip-hero/diff?from=1&from=2', 400],
  ['/releases/0', 400],
  ['/releases/99', 404],
  ['/releases/x', 400],
  ['/rules?environment=moon', 400],
  ['/rules?environment=staging&environment=moon', 400],
  ['/rules?filter={', 400],
  ['/rules?filter={"$where":"1"}', 400],
  ['/rules?range=[0,1e9]', 400],
  ['/rules?sort=["$x","ASC"]', 400],
])('GET %s is a %i', async (path, status) => {
  const response = await client().get(`${root}${path}`).expect(status);
  expect(response.type).toBe('application/problem+json');
});
