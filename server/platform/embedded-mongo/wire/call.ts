import { connect, type Socket } from 'node:net';
import { socketPath } from '../address.ts';
import type { Doc } from '../values/types.ts';
import { createFramer, encodeRequest, parseReply } from './message.ts';

/** The command by which a process that started or joined the store says: live as long as this connection. */
export const ATTACH = 'attuneAttach';

/** The command that opens a loopback port (0: a free one) for as long as this connection. */
export const LISTEN = 'attuneListen';

/** Sends one command to the store of a data directory and leaves the connection open; undefined where none answers. */
export function callStore(
  dataDir: string,
  command: Doc,
): Promise<{ reply: Doc; socket: Socket } | undefined> {
  return new Promise((done) => {
    const socket = connect(socketPath(dataDir));
    const frame = createFramer();
    socket.once('error', () => done(undefined));
    socket.once('close', () => done(undefined));
    socket.once('connect', () => socket.write(encodeRequest(command)));
    socket.on('data', (chunk) => {
      const [reply] = frame(chunk).map(parseReply);
      if (reply) done({ reply, socket });
    });
  });
}
