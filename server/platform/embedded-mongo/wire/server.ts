import type { Server as NetServer, Socket } from 'node:net';
import type { Server } from '../commands/context.ts';
import { dispatch, errorReply } from '../commands/dispatch.ts';
import { requireLocal } from '../commands/upkeep.ts';
import { type Doc, doc } from '../values/types.ts';
import { ATTACH, LISTEN } from './call.ts';
import { createFramer, encodeReply, parseRequest, type Request } from './message.ts';
import { bindPort } from './port.ts';

export interface Connections {
  /** Stops accepting, lets running commands finish, and closes all connections. */
  drain(): Promise<void>;
}

/** A request, or why its documents cannot be read: its end is known all the same. */
function readable(message: Buffer): Request | { error: unknown } {
  try {
    return parseRequest(message);
  } catch (error) {
    return { error };
  }
}

/** Serves the connections of a listener; the requests of one are answered in order. */
export function serve(
  listener: NetServer,
  server: Server,
  onAttachChange: (count: number) => void = () => {},
): Connections {
  const sockets = new Set<Socket>();
  const attachments = new Set<Socket>();
  const ports = new Set<Connections>();
  let running = 0;
  let draining = false;

  async function answer(socket: Socket, message: Buffer): Promise<void> {
    const request = readable(message);
    if ('error' in request) {
      socket.write(encodeReply({ id: message.readInt32LE(4), legacy: false }, errorReply(request.error)));
      return;
    }
    const reply = await replyTo(socket, request.command);
    if (!request.silent && socket.writable) socket.write(encodeReply(request, reply));
  }

  async function replyTo(socket: Socket, command: Doc): Promise<Doc> {
    if (command.has(ATTACH)) return attach(socket);
    return command.has(LISTEN)
      ? await listen(socket, command).catch(errorReply)
      : await dispatch(server, command, socket);
  }

  /** Serves a port for as long as the connection that asks for it. */
  async function listen(socket: Socket, command: Doc): Promise<Doc> {
    requireLocal(server.local);
    const { listener, port } = await bindPort(command.get(LISTEN));
    const opened = serve(listener, { ...server, local: false, host: `127.0.0.1:${port}` });
    const close = () => {
      ports.delete(opened);
      void opened.drain();
    };
    ports.add(opened);
    if (socket.destroyed) close();
    else socket.once('close', close);
    return doc({ ok: 1, port });
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
        socket.destroy();
      }
      running -= 1;
      busy = false;
      if (socket.destroyed) server.sessions.abandon(socket);
    };
    socket.on('data', (chunk) => {
      try {
        queue.push(...frame(chunk));
      } catch {
        // without its length, nobody knows where the next message begins
        socket.destroy();
      }
      if (!busy) void work();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      // a command that is still running may read what an abort releases
      if (!busy) server.sessions.abandon(socket);
      if (attachments.delete(socket)) onAttachChange(attachments.size);
    });
  }

  listener.on('connection', accept);
  return {
    async drain() {
      draining = true;
      listener.close();
      await Promise.all([...ports].map((port) => port.drain()));
      while (running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      for (const socket of sockets) socket.destroy();
    },
  };
}
