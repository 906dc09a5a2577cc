import { expect, test } from 'vitest';
import { cutSegment } from '#test/faults/segment.ts';

test('the published client sends 400 events past a server that is killed, and each is there once', async () => {
  // throws where anything is lost, doubled or miscounted
  expect(await cutSegment({ events: 400, kills: 1 })).toMatchObject({ events: 400, kills: 1, failed: 0 });
}, 90_000);
