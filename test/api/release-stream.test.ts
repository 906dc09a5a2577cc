import { createServer, get as httpGet, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as tick } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createReleaseStream, type ReleaseStream } from '#server/features/release-stream/stream.ts';
import type { ProblemError } from '#server/platform/problems.ts';
import { flag, settings } from '#test/domain/releases/shop.ts';
import { TestEventSource } from '#test/support/event-source.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

/** Whoever listens, and what was heard so far. */
const heardBy = (response: IncomingMessage): { text: () => string; ended: () => boolean } => {
  let [text, ended] = ['', false];
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  response.on('end', () => {
    ended = true;
  });
  response.on('error', () => undefined);
  return { text: () => text, ended: () => ended };
};

const refetch = (release: number): string =>
  `id: ${release}\ndata: {"type":"refetchEvaluation","etag":"${release}"}\n\n`;

describe('a stream of releases', () => {
  let server: Server;
  let stream: ReleaseStream;
  let number: number;
  let known: number | undefined;

  beforeEach(async () => {
    [number, known] = [3, undefined];
    stream = createReleaseStream({ release: () => number, most: 2, heartbeatMs: 20 });
    server = createServer((_req, res) => {
      try {
        stream.open(res, known);
      } catch (error) {
        const { code, details } = error as ProblemError;
        res.writeHead(code === 'unavailable' ? 503 : 429, details.headers).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    stream.close();
    server.closeAllConnections();
    server.close();
  });

  const listen = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      httpGet({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, resolve).on(
        'error',
        reject,
      );
    });

  test('begins with where it stands, which is no event, and goes on with each release', async () => {
    const response = await listen();
    const { text } = heardBy(response);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    });
    await soon(() => expect(text()).toContain('retry: 1000\nid: 3\n\n'));
    number = 4;
    stream.announce();
    await soon(() => expect(text()).toContain(refetch(4)));
    expect(text()).not.toContain(refetch(3));
  });

  test.each([
    [undefined, false],
    [3, false],
    [2, true],
    [4, true],
  ])('who comes with release %s is told at once: %s', async (release, isTold) => {
    known = release;
    const { text } = heardBy(await listen());
    await soon(() => expect(text()).toContain('id: 3\n'));
    expect(text().includes(refetch(3))).toBe(isTold);
  });

  test('shows that it lives', async () => {
    const { text } = heardBy(await listen());
    await soon(() => expect(text()).toContain(':\n\n:\n\n'));
  });

  test('has room for so many, and for others once they are gone', async () => {
    const [first] = [await listen(), await listen()];
    const refused = await listen();
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '30']);
    first!.destroy();
    await soon(() => expect(stream.size()).toBe(1));
    expect((await listen()).statusCode).toBe(200);
  });

  test('drops who does not read, and nobody else', async () => {
    const slow = await listen();
    slow.pause();
    const { text, ended } = heardBy(await listen());
    while (stream.size() > 1) {
      for (let i = 0; i < 100; i++) stream.announce();
      await tick();
    }
    number = 5;
    stream.announce();
    await soon(() => expect(text()).toContain(refetch(5)));
    expect(ended()).toBe(false);
  });

  test('ends for everyone when it is closed, and takes nobody after that', async () => {
    const heard = [heardBy(await listen()), heardBy(await listen())];
    stream.close();
    await soon(() => expect(heard.map(({ ended }) => ended())).toEqual([true, true]));
    expect([stream.size(), (await listen()).statusCode]).toEqual([0, 503]);
  });
});

describe('over the product', () => {
  let servers: TestServer[];
  let admin: Client;
  let releases = 0;
  const personal = settings({ default_consent: { personalization: true } });
  const publishNext = () => publish(admin, [personal, flag('build', { type: 'number', value: ++releases })]);

  beforeAll(async () => {
    const first = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
    const { mongodbUrl } = first;
    servers = [first, await startTestServer({ mongodbUrl, env: { ATTUNE_ROLE: 'api' } })];
    admin = await adminClient(first.url);
    await publishNext();
  });
  afterEach(() => {
    for (const source of TestEventSource.opened) source.close();
  });
  afterAll(async () => {
    for (const { stop } of servers) await stop();
  });

  const flagsOf = ({ url }: TestServer, key: string) =>
    clientOf(url).post(
      '/ofrep/v1/evaluate/flags',
      { context: { targetingKey: 'ada' } },
      { 'x-api-key': key },
    );
  const createKey = async (environment = 'production'): Promise<{ id: string; key: string }> =>
    expectOk(
      await admin.post(`/api-keys?environment=${environment}`, { name: environment, kind: 'browser' }),
    );
  /** Where the flags say that releases are told. */
  const addressFor = async (server: TestServer, key: string): Promise<string> => {
    const { eventStreams } = expectOk<{ eventStreams: [{ endpoint: { requestUri: string } }] }>(
      await flagsOf(server, key),
    );
    return server.url + eventStreams[0].endpoint.requestUri;
  };
  const listenTo = (address: string) => {
    const source = new TestEventSource(address);
    const heard: string[] = [];
    source.addEventListener('message', (event) => heard.push((event as MessageEvent<string>).data));
    const ready = soon(() => expect(source.lastEventId).not.toBe(''));
    return { source, heard, ready };
  };
  const message = (release: number): string =>
    JSON.stringify({ type: 'refetchEvaluation', etag: String(release) });

  test('each process tells of a release, whichever published it, to who has an address of it', async () => {
    const { key } = await createKey();
    const listeners = await Promise.all(
      servers.map(async (server) => listenTo(await addressFor(server, key))),
    );
    await Promise.all(listeners.map(({ ready }) => ready));
    const release = await publishNext();
    await soon(() => {
      for (const { heard } of listeners) expect(heard).toContain(message(release));
    });
  });

  test('a release that came between the flags and the stream is told at once', async () => {
    const { key } = await createKey();
    const address = await addressFor(servers[0]!, key);
    const release = await publishNext();
    const { heard } = listenTo(address);
    await soon(() => expect(heard).toEqual([message(release)]));
  });

  test('a client that accepts compression is told without delay', async () => {
    const [{ url }] = servers as [TestServer];
    const { key } = await createKey();
    const headers = { authorization: `Bearer ${key}`, 'accept-encoding': 'gzip, br' };
    const response = await new Promise<IncomingMessage>((resolve) => {
      httpGet(`${url}/ofrep/v1/stream`, { headers }, resolve);
    });
    const { text } = heardBy(response);
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.headers['access-control-allow-origin']).toBe('*');
    const release = await publishNext();
    await soon(() => expect(text()).toContain(refetch(release)));
    response.destroy();
  });

  test('who listens to staging hears nothing of production', async () => {
    const [production, staging] = [await createKey(), await createKey('staging')];
    const [first] = servers as [TestServer];
    const [here, there] = [
      listenTo(await addressFor(first, production.key)),
      listenTo(await addressFor(first, staging.key)),
    ];
    await Promise.all([here.ready, there.ready]);
    const release = await publishNext();
    await soon(() => expect(here.heard).toContain(message(release)));
    expect([there.heard, there.source.lastEventId]).toEqual([[], '0']);
  });

  test.each([
    ['nothing', '', {}],
    ['a key that is not known', '', { 'x-api-key': 'attune_nobody' }],
    ['a ticket of its own making', '?ticket=production.me.x', {}],
    ['two tickets', '?ticket=a&ticket=b', {}],
  ])('who has %s is sent away', async (_name, query, headers) => {
    const { status } = await clientOf(servers[0]!.url, headers).get(`/ofrep/v1/stream${query}`);
    expect([400, 401]).toContain(status);
  });

  test('is not asked for by HEAD, whose answer could not end', async () => {
    const headers = { 'x-api-key': servers[0]!.config.apiKey! };
    const { status } = await clientOf(servers[0]!.url, headers).call('HEAD', '/ofrep/v1/stream');
    expect(status).toBe(405);
  });

  test('a ticket ends with its key', async () => {
    const { id, key } = await createKey();
    const address = await addressFor(servers[0]!, key);
    expectOk(await admin.delete(`/api-keys/${id}`));
    const { status, text } = await clientOf('').get(address);
    expect([status, text]).toEqual([401, '']);
  });

  test('a server that stops ends its streams instead of waiting for them', async () => {
    const own = await startTestServer({ mongodbUrl: servers[0]!.mongodbUrl, env: { ATTUNE_ROLE: 'api' } });
    const response = await fetch(`${own.url}/ofrep/v1/stream`, {
      headers: { authorization: `Bearer ${own.config.apiKey}` },
    });
    const read = response.text();
    await own.stop();
    // a connection that is cut after the grace would be an error
    expect(await read).toMatch(/^retry: \d+\nid: \d+\n\n/);
  });
});
