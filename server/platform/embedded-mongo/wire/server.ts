import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Server } from '../commands/context.ts';
import { dispatch } from '../commands/dispatch.ts';
import { type Doc, doc } from '../values/types.ts';
import { ATTACH } from './call.ts';
import { createFramer, encodeReply, parseRequest } from './message.ts';

export interface Connections {
  listener: NetServer;
  /** Stops accepting, lets running commands finish, and closes all connections. */
  drain(): Promise<void>;
}

/** Serves connections; the requests of one are answered in order. */
export function serve(server: Server, onAttachChange: (count: number) => void): Connections {
  const sockets = new Set<Socket>();
  const attachments = new Set<Socket>();
  let running = 0;
  let draining = false;

  async function answer(socket: Socket, message: Buffer): Promise<void> {
    const request = parseRequest(message);
    const reply = request.command.has(ATTACH) ? attach(socket) : await dispatch(server, request.command);
    if (!request.silent && socket.writable) socket.write(encodeReply(request, reply));
  }

  function attach(socket: Socket): Doc {
    attachments.add(socket);
    onAttachChange(attachments.size);
    return doc({ ok: 1, pid: process.pid });
  }

  function accept(socket: Socket): void {
    sockets.add(socket);
    socket.setNoDelay(true);
    const frame = createFramer();
    const queue: Buffer[] = [];
    let busy = false;
    const work = async () => {
      busy = true;
      running += 1;
      try {
        for (let message = queue.shift(); message && !draining; message = queue.shift())
          await answer(socket, message);
      } catch {
        // A message that cannot be read leaves the stream without a known boundary.
        socket.destroy();
      }
      running -= 1;
      busy = false;
    };
    socket.on('data', (chunk) => {
      try {
        queue.push(...frame(chunk));
      } catch {
        socket.destroy();
      }
      if (!busy) void work();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      if (attachments.delete(socket)) onAttachChange(attachments.size);
    });
  }

  const listener = createServer(accept);
  return {
    listener,
    async drain() {
      draining = true;
      listener.close();
      while (running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      for (const socket of sockets) socket.destroy();
    },
  };
}
