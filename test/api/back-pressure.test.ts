import express from 'express';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { createIngest } from '#server/features/behavior/ingest.ts';
import { behaviorRoutes } from '#server/features/behavior/routes.ts';
import { behaviorService } from '#server/features/behavior/service.ts';
import { segmentRoutes } from '#server/features/segment-protocol/routes.ts';
import { segmentService } from '#server/features/segment-protocol/service.ts';
import { jsonBody } from '#server/platform/http.ts';
import { problemHandler } from '#server/platform/problems.ts';
import type { EventStore } from '#server/stores/events.ts';
import { shopContext } from '#test/faults/ingest-shop.ts';
import { open } from './catalogue-fixtures.ts';

const at = new Date('2026-03-01T12:00:00Z');
const event = (number: number, text = ''): StoredEvent => ({
  messageId: `m${number}`,
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  type: 'page_viewed',
  data: { text },
  context: {},
  at,
  receivedAt: at,
  source: 'api',
});

/** A store that stands still until it is let go. */
const standingStill = () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const append: EventStore['append'] = async (batch) => {
    await gate;
    return { stored: batch.length, duplicates: new Set(), pending: { events: [], entries: [] } };
  };
  return { events: { append }, release };
};

/** Sends until it is turned away; what was taken in by then. */
const fill = (ingest: ReturnType<typeof createIngest>['ingest'], make: (number: number) => StoredEvent) => {
  const taken: Promise<unknown>[] = [];
  for (;;) {
    try {
      taken.push(ingest([make(taken.length)]));
    } catch (error) {
      return { taken, error };
    }
  }
};

describe('while the store stands still', () => {
  test.each([
    ['as many events as the bound are taken, and the next is turned away', '', 1000],
    // each counts its text, 11 for `{"text":""}`, 2 for `{}` and 500 for the rest: 100,000 ÷ 10,513 is 9
    ['as many bytes as the bound are taken, and the next is turned away', 'x'.repeat(10_000), 9],
  ])('%s', async (_name, text, most) => {
    const { events, release } = standingStill();
    const refused: number[] = [];
    const bounds = { maxWaiting: 1000, maxWaitingBytes: text === '' ? 10_000_000 : 100_000 };
    const options = { events, ...bounds };
    const { ingest, waiting } = createIngest({ ...options, onRefused: (count) => refused.push(count) });
    const { taken, error } = fill(ingest, (number) => event(number, text));
    expect(taken.length).toBe(most);
    expect(error).toMatchObject({ code: 'too-many-requests', details: { headers: { 'Retry-After': '1' } } });
    expect(refused).toEqual([1]);
    expect(waiting().events).toBe(most);
    release();
    await Promise.all(taken);
    expect(waiting()).toEqual({ events: 0, bytes: 0 });
    expect(await ingest([event(1)])).toMatchObject({ stored: 1 });
  });
});

/** Doors before a store, of whose events so many may wait. */
const doorsTo = (events: Pick<EventStore, 'append'>, maxWaiting: number) => {
  const { ingest, isCrowded } = createIngest({ events, maxWaiting });
  const settings = () => shopContext.settings;
  const folder = { fold: async () => new Map(), isBehind: () => true };
  const parts = { ingest, isCrowded, folder, settings, scope: 'default/production', verifyToken: () => null };
  const service = behaviorService(parts);
  const { readUnchecked: read, accept } = service;
  const segment = segmentService({ read, accept, refuse: async () => undefined, settings });
  const guarded = { requireTrack: open, clock: () => at };
  const app = express()
    .use(jsonBody({ limit: 1_000_000 }))
    .use(behaviorRoutes({ service, ...guarded }))
    .use('/v1', segmentRoutes({ service: segment, visitorOf: () => ({}), ...guarded }))
    .use(problemHandler);
  return { app, ingest };
};

describe('a request that would wait beyond the bound', () => {
  test.each([
    ['/track-behavior', { customer_id: '7', behavior_type: 'page_viewed' }],
    ['/v1/batch', { batch: [{ type: 'page', userId: '7', messageId: 'm' }] }],
    ['/v1/page', { userId: '7', messageId: 'm' }],
  ])('is told at %s to come back, and is taken once there is room', async (path, body) => {
    const { events, release } = standingStill();
    const { app, ingest } = doorsTo(events, 2);
    const taken = ingest([event(1), event(2)]);
    const send = () => request(app).post(path).send(body);
    const { status, headers, body: told } = await send();
    expect(status).toBe(429);
    expect(headers).toMatchObject({
      'retry-after': '1',
      'content-type': expect.stringContaining('application/problem+json'),
    });
    expect(told).toMatchObject({ status: 429, code: 'too-many-requests' });
    release();
    await taken;
    expect((await send()).status).toBeLessThan(300);
  });
});
