import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signToken, type TokenPayload, verifyToken } from '#server/platform/token.ts';

const payload: TokenPayload = {
  v: 1,
  s: 'default/production',
  r: 7,
  e: 3,
  t: 1_773_480_600,
  u: 'customer_id:42',
  n: 'Zk3v',
  x: [
    ['hero_banner', 'hero-b', 0.5, 'banner', 'treatment'],
    ['content_blocks', 'tips', 1],
  ],
};
const secret = 'a secret of the installation';
const token = signToken(payload, secret);
const [body, signature] = token.split('.') as [string, string];

/** A payload signed as ours are, whatever it says. */
const forge = (value: unknown) => signToken(value as TokenPayload, secret);

describe('an experience token', () => {
  test('gives back what was signed', () => {
    expect(verifyToken(token, secret)).toEqual(payload);
  });

  test('needs no escaping in an address', () => {
    expect(encodeURIComponent(token)).toBe(token);
  });

  test.each([
    ['of another installation', signToken(payload, 'another secret')],
    ['with another body', `${Buffer.from('{"v":1}').toString('base64url')}.${signature}`],
    ['without a signature', body],
    ['with an empty signature', `${body}.`],
    ['with a short signature', `${body}.${signature.slice(0, -2)}`],
    ['with a third part', `${token}.x`],
    ['that is empty', ''],
    ['that is padded', `${token}=`],
    ['that is huge', 'a'.repeat(1_000_000)],
    ['of another version', forge({ ...payload, v: 2 })],
    ['with a propensity above 1', forge({ ...payload, x: [['a', 'b', 2]] })],
    ['whose payload is not an object', forge(null)],
  ])('%s is refused', (_name, text) => {
    expect(verifyToken(text, secret)).toBeNull();
  });

  test('with any one character changed is refused', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, letter) => {
        fc.pre(token[at] !== letter);
        expect(verifyToken(token.slice(0, at) + letter + token.slice(at + 1), secret)).toBeNull();
      }),
    );
  });

  test('never throws on whatever text is sent', () => {
    fc.assert(fc.property(fc.string(), (text) => verifyToken(text, secret) === null));
  });
});
