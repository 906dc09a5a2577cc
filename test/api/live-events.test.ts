import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import express from 'express';
import request from 'supertest';
import { afterEach, describe, expect, test } from 'vitest';
import { createLiveFeed, type LiveEvent, type LiveFeed } from '#server/features/live-events/feed.ts';
import { liveEventRoutes } from '#server/features/live-events/routes.ts';
import { liveTickets } from '#server/features/live-events/ticket.ts';
import { createAuth } from '#server/platform/auth.ts';
import { problemHandler } from '#server/platform/problems.ts';

const now = new Date('2026-03-01T12:00:00Z');
const secret = 'a secret of the test';
const clock = () => now;

const event = (messageId: string): LiveEvent => ({
  messageId,
  profileId: 'customer_id:7',
  type: 'page_viewed',
  data: {},
  source: 'api',
  at: now.toISOString(),
  significance: 0.5,
});

let feed: LiveFeed;
afterEach(() => feed.close());

/** A response whose reader takes so many writes, and then no more until it has drained. */
const readerOf = (most: number) => {
  const written: string[] = [];
  let left = most;
  const response = Object.assign(new EventEmitter(), {
    writeHead: () => response,
    write: (text: string) => {
      written.push(text);
      left -= 1;
      return left > 0;
    },
    end: () => undefined,
  });
  return {
    response: response as unknown as ServerResponse,
    messages: () => written.filter((text) => text.startsWith('event:')).map((text) => text.split('\n')),
    drain: () => {
      left = 100;
      response.emit('drain');
    },
  };
};

describe('a live feed', () => {
  test('shows whoever watches each event', () => {
    feed = createLiveFeed();
    const { response, messages } = readerOf(100);
    feed.open(response);
    feed.show(event('m1'));
    expect(messages()).toEqual([['event: behavior', `data: ${JSON.stringify(event('m1'))}`, '', '']]);
  });

  test('drops the oldest for a slow reader, and says how many', () => {
    feed = createLiveFeed({ longestQueue: 2 });
    // the opening and one event fill it
    const { response, messages, drain } = readerOf(2);
    feed.open(response);
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) feed.show(event(id));
    expect(messages()).toHaveLength(1);
    drain();
    expect(messages().map(([name, data]) => [name, JSON.parse(data!.slice(6)).messageId])).toEqual([
      ['event: behavior', 'm1'],
      ['event: dropped', undefined],
      ['event: behavior', 'm4'],
      ['event: behavior', 'm5'],
    ]);
    expect(messages()[1]![1]).toBe('data: {"count":2}');
  });

  test('forgets who left', () => {
    feed = createLiveFeed();
    const { response } = readerOf(100);
    feed.open(response);
    response.emit('close');
    expect(feed.isWatched()).toBe(false);
  });

  test.each([
    ['too many', () => createLiveFeed({ most: 0 }), 'too-many-requests'],
    [
      'a server that stops',
      () => {
        const stopping = createLiveFeed();
        stopping.close();
        return stopping;
      },
      'unavailable',
    ],
  ])('sends away %s', (_name, make, code) => {
    feed = make();
    expect(() => feed.open(readerOf(1).response)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the stream', () => {
  const appOf = () => {
    feed = createLiveFeed();
    const { requireUser } = createAuth({
      findKey: async () => null,
      findSession: async () => ({ kind: 'user', id: 'u', email: 'ada@example.com', role: 'viewer' }),
      clock,
    });
    const scope = 'default/staging';
    const routes = liveEventRoutes({
      feed,
      environment: 'staging',
      scope,
      secret,
      requireUser: requireUser(),
      clock,
    });
    return express().use('/api/admin', routes).use(problemHandler);
  };
  const cookie = 'attune_session=s';

  test('is opened with a ticket of its environment', async () => {
    const app = appOf();
    const ticket = await request(app)
      .post('/api/admin/events/tickets')
      .set('Cookie', cookie)
      .set('x-attune-csrf', '1');
    expect(ticket.body.address).toMatch(/^\/api\/admin\/events\/stream\?environment=staging&ticket=/);
    const answer = request(app)
      .get(ticket.body.address)
      .set('Cookie', cookie)
      .buffer(true)
      .parse((response, done) => {
        response.once('data', (chunk: Buffer) => {
          feed.close();
          done(null, String(chunk));
        });
      });
    const { status, headers, body } = await answer;
    expect([status, headers['content-type'], body]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'retry: 2000\n\n',
    ]);
  });

  const good = { k: 'live-events' as const, scope: 'default/staging', user: 'u', until: now.getTime() + 1 };
  test.each([
    ['no ticket', '', 400],
    ['a forged ticket', '?ticket=forged.ticket', 401],
    [
      'a ticket of another environment',
      `?ticket=${liveTickets.sign({ ...good, scope: 'default/production' }, secret)}`,
      401,
    ],
    [
      'a ticket whose minute is over',
      `?ticket=${liveTickets.sign({ ...good, until: now.getTime() }, secret)}`,
      401,
    ],
  ])('stays shut for %s', async (_name, query, status) => {
    const answer = await request(appOf()).get(`/api/admin/events/stream${query}`).set('Cookie', cookie);
    expect(answer.status).toBe(status);
  });

  test('stays shut for whoever is not logged in', async () => {
    const ticket = liveTickets.sign(good, secret);
    expect((await request(appOf()).get(`/api/admin/events/stream?ticket=${ticket}`)).status).toBe(401);
  });
});
