import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { storeUri } from '#server/platform/embedded-mongo/address.ts';
import type { Target } from './http-load.ts';
import { bodies } from './http-scene.ts';

export const floorName = 'Express, one findOne';

export type Floor = Target & { child: ChildProcess; tell: (reply: string) => Promise<void> };

export const startFloor = async (dataDir: string): Promise<Floor> => {
  const program = fileURLToPath(new URL('./http-floor.ts', import.meta.url));
  const child = fork(program, [storeUri(dataDir)], { execArgv: ['--import', 'tsx'] });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  const ask = async (message: object): Promise<number> => {
    child.send(message);
    const [{ cpu }] = (await once(child, 'message')) as [{ cpu: number }];
    return cpu;
  };
  return {
    ...{ name: floorName, url, child, headers: { 'content-type': 'application/json' } },
    cpu: () => ask({}),
    tell: async (reply) => {
      await ask({ reply: JSON.parse(reply) });
      const sent = await fetch(url, {
        method: 'POST',
        body: bodies[0]!,
        headers: { 'content-type': 'application/json' },
      });
      if ((await sent.text()) !== reply)
        throw new Error('the floor does not send the reply that the product sends');
    },
  };
};

export const productTarget = (url: string, apiKey: string): Target => ({
  name: 'attune',
  url: `${url}/api/v1/personalization/experience`,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
  cpu: async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]) * 1e6;
  },
});
