import { type AddressInfo, createServer, type Server } from 'node:net';
import { failure } from '../errors.ts';
import type { Value } from '../values/types.ts';

/** Binds a port of the loopback interface; 0 takes a free one. */
export async function bindPort(wanted: Value | undefined): Promise<{ listener: Server; port: number }> {
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
    throw failure('BadValue', 'port: 0 to 65535');
  const listener = createServer();
  await new Promise<void>((done, fail) => {
    listener.once('error', (error) => fail(failure('BadValue', explain(wanted, error))));
    listener.listen(wanted, '127.0.0.1', done);
  });
  return { listener, port: (listener.address() as AddressInfo).port };
}

function explain(port: number, error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return `port ${port} is in use`;
  if (error.code === 'EACCES') return `port ${port} is not for this user`;
  return `port ${port}: ${error.message}`;
}
