import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminUi } from '#server/features/admin-ui/static.ts';

let directory: string;
let app: Express;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'attune-admin-ui-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  await writeFile(join(directory, 'assets', 'index-abc.js'), 'export {};');
  app = express().use(adminUi({ directory }));
});

afterAll(() => rm(directory, { recursive: true }));

const nonceIn = (html: string): string => /content="([^"]+)"/.exec(html)?.[1] ?? '';

test('the page carries the nonce that its policy names, a new one each time', async () => {
  const [first, second] = [await request(app).get('/'), await request(app).get('/')];
  const nonce = nonceIn(first.text);
  expect(first.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(nonceIn(second.text)).not.toBe(nonce);
});

test('nothing inline and nothing from elsewhere may run', async () => {
  const { headers } = await request(app).get('/index.html');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('the page is never cached, its hashed assets for a year', async () => {
  const page = await request(app).get('/');
  const asset = await request(app).get('/assets/index-abc.js');
  expect(page.headers['cache-control']).toBe('no-store');
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('what is not there is left to others', async () => {
  const missing = await request(app).get('/assets/none.js');
  expect(missing.status).toBe(404);
});

test('a build that is missing is told at once', () => {
  expect(() => adminUi({ directory: join(directory, 'none') })).toThrow(/ENOENT/);
});
