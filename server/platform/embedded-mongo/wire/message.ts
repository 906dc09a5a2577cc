import { failure } from '../errors.ts';
import { decode } from '../values/decode.ts';
import { encode } from '../values/encode.ts';
import { type Doc, isDoc, RawDoc, type Value } from '../values/types.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const MAX_MESSAGE = 48_000_000;

/** One request: a command document, with document sequences folded into it as arrays; what is to be inserted is raw. */
export interface Request {
  id: number;
  command: Doc;
  /** The sender wants no reply (`w: 0`). */
  silent: boolean;
  legacy: boolean;
}

/** Cuts a byte stream into messages. */
export function createFramer(): (chunk: Buffer) => Buffer[] {
  let parts: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    parts.push(chunk);
    size += chunk.length;
    const messages: Buffer[] = [];
    while (size >= 4) {
      if ((parts[0]?.length ?? 0) < 4) parts = [Buffer.concat(parts)];
      const wanted = parts[0]?.readInt32LE(0) ?? 0;
      if (wanted < 16 || wanted > MAX_MESSAGE)
        throw failure('InvalidBSON', `a message of ${wanted} bytes is not allowed`);
      if (size < wanted) break;
      const all = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
      messages.push(all.subarray(0, wanted));
      size -= wanted;
      parts = size > 0 ? [all.subarray(wanted)] : [];
    }
    return messages;
  };
}

export function parseRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const operation = message.readInt32LE(12);
  if (operation === OP_MSG) return parseMessage(message, id);
  if (operation === OP_QUERY) return parseLegacy(message, id);
  throw failure('CommandNotSupported', `wire operation ${operation} is not supported`);
}

function parseMessage(message: Buffer, id: number): Request {
  const flags = message.readUInt32LE(16);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let command: Doc | undefined;
  const sequences: [string, Value[]][] = [];
  for (let at = 20; at < end; ) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    const body = message.subarray(at + 1, at + 1 + size);
    if (kind === 0) command = decode(body);
    else if (kind === 1) sequences.push(parseSequence(body));
    else throw failure('InvalidBSON', `unknown section kind ${kind}`);
    at += 1 + size;
  }
  if (!command) throw failure('InvalidBSON', 'a message without a body');
  for (const [name, docs] of sequences) command.set(name, docs);
  return { id, command, silent: (flags & MORE_TO_COME) !== 0, legacy: false };
}

function parseSequence(body: Buffer): [string, Value[]] {
  const nameEnd = body.indexOf(0, 4);
  const name = body.toString('utf8', 4, nameEnd);
  const docs: Value[] = [];
  for (let at = nameEnd + 1; at < body.length; ) {
    const size = body.readInt32LE(at);
    if (size < 5) throw failure('InvalidBSON', 'a document sequence has a wrong length');
    const bytes = body.subarray(at, at + size);
    docs.push(name === 'documents' ? new RawDoc(bytes) : decode(bytes));
    at += size;
  }
  return [name, docs];
}

/** The first message of a driver may still be the old OP_QUERY to `admin.$cmd`. */
function parseLegacy(message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, 20);
  const namespace = message.toString('utf8', 20, nameEnd);
  const at = nameEnd + 9;
  const query = decode(message.subarray(at, at + message.readInt32LE(at)));
  const inner = query.get('$query');
  const command = isDoc(inner) ? inner : query;
  command.set('$db', namespace.split('.')[0] ?? 'admin');
  return { id, command, silent: false, legacy: true };
}

let nextId = 1;

export function encodeReply(request: Pick<Request, 'id' | 'legacy'>, reply: Doc): Buffer {
  const body = encode(reply);
  const head = Buffer.alloc(request.legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(nextId++ & 0x7fffffff, 4);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}

/** A request as a client sends it. */
export function encodeRequest(command: Doc): Buffer {
  return encodeReply({ id: 0, legacy: false }, command);
}

/** The document in a reply. */
export const parseReply = (message: Buffer): Doc => parseRequest(message).command;
