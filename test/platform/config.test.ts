import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '#server/config.ts';

const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

test('an empty environment has a default for everything', () => {
  expect(parseConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    mongodbUrl: null,
    demo: true,
    role: 'all',
  });
});

test('an empty value counts as absent', () => {
  expect(parseConfig({ PORT: '', MONGODB_URL: '' })).toMatchObject({ port: 3000, mongodbUrl: null });
});

test.each([
  ['PORT', 'eighty', 'PORT cannot be "eighty": allowed is a whole number from 0 to 65535.'],
  ['PORT', '70000', 'PORT cannot be "70000": allowed is a whole number from 0 to 65535.'],
  ['ATTUNE_DEMO', 'yes', 'ATTUNE_DEMO cannot be "yes": allowed is on or off.'],
  [
    'ATTUNE_LOG_LEVEL',
    'loud',
    'ATTUNE_LOG_LEVEL cannot be "loud": allowed is fatal, error, warn, info, debug, trace, silent.',
  ],
  ['ATTUNE_ADMIN_EMAIL', 'me', 'ATTUNE_ADMIN_EMAIL cannot be "me": allowed is an e-mail address.'],
  [
    'ATTUNE_ADMIN_PASSWORD',
    'short',
    'ATTUNE_ADMIN_PASSWORD cannot be its value: allowed is at least 10 characters.',
  ],
  ['HOST', 'a b', 'HOST cannot be "a b": allowed is an address or name to listen on.'],
])('%s = %s is refused in a sentence', (name, value, sentence) => {
  expect(messageOf({ [name]: value })).toBe(sentence);
});

test('a secret is not repeated', () => {
  expect(messageOf({ MONGODB_URL: 'postgres://me:secret@db' })).not.toContain('secret');
});

test('every wrong setting is told at once, a misspelt one too', () => {
  expect(messageOf({ PORT: 'x', ATTUNE_DEMO: 'x', ATTUNE_DEMMO: 'on' }).split('\n')).toHaveLength(3);
});
