import express from 'express';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { DailyRow } from '#server/features/analytics/report.ts';
import { analyticsAdminRoutes, analyticsRoutes } from '#server/features/analytics/routes.ts';
import { analyticsService } from '#server/features/analytics/service.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { open, releaseOf } from './catalogue-fixtures.ts';

const row = (day: string, placement: string, variant: string, counts: Partial<DailyRow>): DailyRow => ({
  day,
  placement,
  variant,
  decisions: 0,
  exposures: 0,
  clicks: 0,
  conversions: 0,
  ...counts,
});
const stored = [
  row('2026-04-30', 'hero', 'sale', { decisions: 10, exposures: 8, clicks: 2, conversions: 1 }),
  row('2026-05-01', 'hero', 'sale', { decisions: 10, exposures: 8, clicks: 2 }),
  row('2026-05-01', 'hero', 'plain', { decisions: 20, exposures: 16, clicks: 1, conversions: 1 }),
  row('2026-05-01', 'footer', 'plain', { decisions: 5 }),
  row('2026-05-01', 'hero', 'removed-demo', {}),
  row('2025-01-01', 'hero', 'sale', { decisions: 1000 }),
];
const service = analyticsService({
  readDaily: async ({ from, to }) => stored.filter(({ day }) => day >= from && day <= to),
  countCustomers: async () => 2379,
  countEventsSince: async (since) => (since.toISOString() === '2026-04-30T12:00:00.000Z' ? 77 : -1),
  countDecisionsSince: async () => 45,
  isDemo: async () => true,
  release: () => releaseOf([], 3),
  clock: () => new Date('2026-05-01T12:00:00Z'),
});
const app = express()
  .use(analyticsRoutes({ service, requireRead: open }))
  .use('/api/admin', analyticsAdminRoutes({ service, requireUser: open }))
  .use(problemHandler);

describe('GET /analytics', () => {
  test('counts the last 30 days per placement and variant, with rates', async () => {
    const { body } = await request(app).get('/analytics').expect(200);
    expect(body).toMatchObject({
      from: '2026-04-02',
      to: '2026-05-01',
      totals: { decisions: 45, exposures: 32, clicks: 5, conversions: 2, click_rate: 5 / 32 },
    });
    expect(body.placements.map(({ placement }: { placement: string }) => placement)).toEqual([
      'footer',
      'hero',
    ]);
    expect(body.placements[1].variants).toEqual([
      {
        variant: 'plain',
        ...{ decisions: 20, exposures: 16, clicks: 1, conversions: 1 },
        ...{ exposure_rate: 0.8, click_rate: 0.0625, conversion_rate: 0.0625 },
      },
      {
        variant: 'sale',
        ...{ decisions: 20, exposures: 16, clicks: 4, conversions: 1 },
        ...{ exposure_rate: 0.8, click_rate: 0.25, conversion_rate: 0.0625 },
      },
    ]);
    expect(body.days.map(({ day, decisions }: DailyRow) => [day, decisions])).toEqual([
      ['2026-04-30', 10],
      ['2026-05-01', 35],
    ]);
  });

  test('what was taken back leaves no rows of zeros', async () => {
    const { body } = await request(app).get('/analytics').expect(200);
    expect(JSON.stringify(body)).not.toContain('removed-demo');
  });

  test('a rate without anything to divide by is null, not zero', async () => {
    const { body } = await request(app).get('/analytics').query({ placement: 'footer' });
    expect(body.totals).toEqual({
      ...{ decisions: 5, exposures: 0, clicks: 0, conversions: 0 },
      ...{ exposure_rate: 0, click_rate: null, conversion_rate: null },
    });
  });

  test.each([
    ['one day', { from: '2026-04-30', to: '2026-04-30' }, 10],
    ['everything since a day', { from: '2025-01-01' }, 1045],
    ['30 days up to one', { to: '2025-01-15' }, 1000],
    ['a day to come', { from: '2030-01-01' }, 0],
  ])('%s', async (_name, query, decisions) => {
    const { body } = await request(app).get('/analytics').query(query).expect(200);
    expect(body.totals.decisions).toBe(decisions);
  });

  test.each([
    ['from', { from: 'yesterday' }],
    ['from', { from: '2026-02-30' }],
    ['to', { from: '2026-05-02', to: '2026-05-01' }],
    ['placement', { placement: { $gt: '' } }],
    ['placement', { placement: 'A B' }],
    ['group', { group: 'day' }],
    ['from', 'from=2026-01-01&from=2026-01-02'],
  ])('a fault in %s is a 400 that names it', async (field, query) => {
    const { status, body } = await request(app)
      .get('/analytics')
      .query(query as object | string);
    expect(status).toBe(400);
    expect(body.errors[0].path).toMatch(new RegExp(`^/${field}`));
  });
});

test('GET /api/admin/overview has the numbers of the home page', async () => {
  const { body } = await request(app).get('/api/admin/overview').expect(200);
  expect(body).toMatchObject({
    customers: 2379,
    events24h: 77,
    decisions24h: 45,
    runningExperiments: [],
    release: { environment: 'production', number: 3 },
    analytics: { totals: { decisions: 45 } },
  });
});
