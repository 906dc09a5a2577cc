import { describe, expect, test } from 'vitest';
import { FlagFailure } from '#schemas/ofrep.ts';
import { problem } from '#server/platform/problems.ts';
import { ofrepApp } from './ofrep-app.ts';

const ada = { targetingKey: 'ada' };

describe('errors', () => {
  const broken = { requireDecide: () => Promise.reject(new Error('a secret of ours')) };
  const refusing = (code: 'unauthorized' | 'forbidden') => ({
    requireDecide: () => Promise.reject(problem(code, { headers: { 'WWW-Authenticate': 'Bearer' } })),
  });
  const busy = {
    requireDecide: () => Promise.reject(problem('too-many-requests', { headers: { 'Retry-After': '7' } })),
  };
  const flagless = ['{"context":{}}', '{"context":{"targetingKey":""}}', '{"context":null}', '{}'];
  const deep = `${'['.repeat(40)}${']'.repeat(40)}`;

  test.each<[string, string, number, string, Parameters<typeof ofrepApp>[0]?]>([
    ['text that is no JSON', 'targetingKey=ada', 400, 'PARSE_ERROR'],
    ['JSON that breaks off', '{"context":{', 400, 'PARSE_ERROR'],
    ['a list', '[]', 400, 'PARSE_ERROR'],
    ['a number', '42', 400, 'PARSE_ERROR'],
    ...flagless.map((body) => [body, body, 400, 'TARGETING_KEY_MISSING'] as [string, string, number, string]),
    ['a context that is a list', '{"context":[]}', 400, 'INVALID_CONTEXT'],
    ['a targeting key that is a list', '{"context":{"targetingKey":["a"]}}', 400, 'INVALID_CONTEXT'],
    ['an endless targeting key', `{"context":{"targetingKey":"${'x'.repeat(201)}"}}`, 400, 'INVALID_CONTEXT'],
    ['a page that is no key', '{"context":{"targetingKey":"a","page_type":"A B"}}', 400, 'INVALID_CONTEXT'],
    ['an operator', '{"context":{"targetingKey":"a","x":{"$gt":""}}}', 400, 'INVALID_CONTEXT'],
    ['a prototype', '{"context":{"targetingKey":"a","__proto__":{}}}', 400, 'INVALID_CONTEXT'],
    ['forty levels', `{"context":{"targetingKey":"a","x":${deep}}}`, 400, 'INVALID_CONTEXT'],
    ['a large context', `{"context":{"targetingKey":"a","x":"${'x'.repeat(10_000)}"}}`, 413, 'GENERAL'],
    ['too many requests', '{"context":{"targetingKey":"a"}}', 429, 'GENERAL', busy],
    ['a fault of ours', '{"context":{"targetingKey":"a"}}', 500, 'GENERAL', broken],
  ])('%s', async (_name, sent, status, errorCode, options = {}) => {
    const { post } = ofrepApp(options);
    for (const [path, key] of [
      ['/evaluate/flags/hero_banner', { key: 'hero_banner' }],
      ['/evaluate/flags', {}],
    ] as const) {
      const { body, headers, text } = await post(path, sent).expect(status);
      expect(FlagFailure.parse(body)).toEqual({ ...key, errorCode, errorDetails: expect.any(String) });
      expect(headers['content-type']).toContain('application/json');
      expect(text).not.toContain('a secret of ours');
      if (status === 429) expect(headers['retry-after']).toBe('7');
    }
  });

  test.each(['no-such-flag', 'next-test', 'hero-a', '__proto__', 'a/b', '%00', 'ü'])(
    'there is no flag %j',
    async (key) => {
      const { body } = await ofrepApp().one(key, ada).expect(404);
      expect(body).toEqual({ key, errorCode: 'FLAG_NOT_FOUND', errorDetails: expect.any(String) });
    },
  );

  test('a key that is no text is refused', async () => {
    const { body } = await ofrepApp().post('/evaluate/flags/%zz', { context: ada }).expect(400);
    expect(body).toMatchObject({ key: '%zz', errorCode: 'GENERAL' });
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
  ] as const)('%d has no body', async (status, code) => {
    for (const path of ['/evaluate/flags/hero_banner', '/evaluate/flags']) {
      const { text, headers } = await ofrepApp(refusing(code)).post(path, { context: ada }).expect(status);
      expect([text, headers['www-authenticate']]).toEqual(['', 'Bearer']);
    }
  });
});
