import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';

/** The address of a database of its own, so that test files run side by side and leave nothing to each other. */
export function testDatabaseUri(): string {
  const url = new URL(inject('mongodbUrl'));
  url.pathname = `/test_${randomBytes(8).toString('hex')}`;
  return url.href;
}
