import express from 'express';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { problemHandler } from '#server/platform/problems.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';

const rows = Array.from({ length: 30 }, (_, index) => ({ id: index }));
const app = express()
  .get('/rules', (req, res) => {
    const query = parseListQuery(req.query);
    const { from, to } = query.range;
    sendList(res, 'rules', { rows: rows.slice(from, to + 1), total: rows.length, range: query.range });
  })
  .use(problemHandler);

test('what is absent has a default', () => {
  expect(parseListQuery({})).toEqual({
    filter: {},
    sort: { field: 'id', order: 'asc' },
    range: { from: 0, to: 24 },
  });
});

test('reads what ra-data-simple-rest sends', () => {
  const query = { filter: '{"q":"vip"}', sort: '["name","DESC"]', range: '[10,19]' };
  expect(parseListQuery(query)).toEqual({
    filter: { q: 'vip' },
    sort: { field: 'name', order: 'desc' },
    range: { from: 10, to: 19 },
  });
});

test.each([
  ['a page', '[10,19]', 'rules 10-19/30', 10],
  ['the last page, which is short', '[25,49]', 'rules 25-29/30', 5],
  ['a page beyond the end', '[40,49]', 'rules */30', 0],
])('Content-Range of %s', async (_name, range, header, length) => {
  const { headers, body } = await request(app).get('/rules').query({ range });
  expect(headers['content-range']).toBe(header);
  expect(body).toHaveLength(length);
});

describe('a query string with faults is told all of them', () => {
  test.each([
    ['filter', 'x', 'not valid JSON'],
    ['filter', '{"$where":"1"}', 'a key may not begin with "$"'],
    ['filter', '[]', 'this must be an object, and is a list'],
    ['range', '[5,1]', 'ends before it begins'],
    ['range', '[0,5000]', 'asks for more than 1000 rows'],
    ['range', '[-1,5]', 'this must be at least 0'],
    ['sort', '["$where","ASC"]', 'a field name'],
    ['sort', '["name","UP"]', 'this must be one of "ASC", "DESC"'],
  ])('%s=%s', async (name, value, message) => {
    const { status, body } = await request(app)
      .get('/rules')
      .query({ [name]: value });
    expect(status).toBe(400);
    expect(body.errors).toContainEqual({ path: expect.stringMatching(`^/${name}`), message });
  });
});
