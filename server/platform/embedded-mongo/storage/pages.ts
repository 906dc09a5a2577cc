import { closeSync, openSync, readSync } from 'node:fs';
import { failure } from '../errors.ts';

const [BRANCH, LEAF, OVERFLOW, META] = [1, 2, 4, 8];
const HEADER = 24;
const NODE_HEADER = 8;
const BIG = 1;
const MAGIC = 0xbeefc0de;
const NO_PAGE = 0xffffffffffffffffn;

interface Tree {
  root: bigint;
  entries: bigint;
}

interface File {
  descriptor: number;
  pageSize: number;
  lastPage: number;
  free: Tree;
  main: Tree;
}

const damaged = (what: string) => failure('DataCorruptionDetected', `${what}.`);

/**
 * Checks the pages of an LMDB file without LMDB, which may crash on a damaged one: that every page is there and
 * in one place, and that all keys are in order. Pauses now and then; answers the number of pages in use.
 */
export async function checkPages(path: string): Promise<number> {
  const descriptor = openSync(path, 'r');
  try {
    const file = readHeader(descriptor);
    const used = new Uint8Array(file.lastPage + 1);
    const use = (first: bigint, count = 1n) => {
      for (let page = first; page < first + count; page++) {
        const place = Number(page);
        if (page < 2n || page > file.lastPage) throw damaged(`page ${page} does not exist`);
        if (used[place]) throw damaged(`page ${page} is in use twice`);
        used[place] = 1;
      }
    };
    let pages = 0;
    const trees = [
      walkTree(file, file.free, use, (list) => readFreePages(list, use)),
      walkTree(file, file.main, use),
    ];
    for (const tree of trees) {
      for (const _page of tree) {
        pages += 1;
        if (pages % 1000 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
    return pages;
  } finally {
    closeSync(descriptor);
  }
}

/** Throws where a file does not begin as LMDB files do: LMDB itself may crash at such a one. */
export function checkHeader(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    readHeader(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** There are two header pages, of which the newer one counts. */
function readHeader(descriptor: number): File {
  const [first] = headerAt(descriptor, 0);
  const [second] = first ? headerAt(descriptor, first.pageSize) : [];
  if (!first || !second) throw damaged('it does not begin as a store does');
  return first.version > second.version ? first : second;
}

function headerAt(descriptor: number, position: number): (File & { version: bigint })[] {
  const bytes = Buffer.alloc(160);
  const read = readSync(descriptor, bytes, 0, bytes.length, position);
  if (read < bytes.length || !(bytes.readUInt16LE(18) & META) || bytes.readUInt32LE(HEADER) !== MAGIC)
    return [];
  const treeAt = (at: number): Tree => ({
    entries: bytes.readBigUInt64LE(at + 32),
    root: bytes.readBigUInt64LE(at + 40),
  });
  const pageSize = bytes.readUInt32LE(48);
  const lastPage = Number(bytes.readBigUInt64LE(144));
  const version = bytes.readBigUInt64LE(152);
  if (pageSize < 256 || pageSize > 65_536 || lastPage > 2 ** 40) return [];
  return [{ descriptor, pageSize, lastPage, version, free: treeAt(48), main: treeAt(96) }];
}

function readPages({ descriptor, pageSize }: File, page: bigint, count = 1): Buffer {
  const bytes = Buffer.allocUnsafe(pageSize * count);
  const read = readSync(descriptor, bytes, 0, bytes.length, Number(page) * pageSize);
  if (read < bytes.length) throw damaged(`the file ends before its page ${page}`);
  if (bytes.readBigUInt64LE(0) !== page) throw damaged(`page ${page} holds something else`);
  return bytes;
}

/** Visits the pages of a tree in the order of its keys; `onFreeList` gets the values of the list of free pages. */
function* walkTree(
  file: File,
  tree: Tree,
  use: (page: bigint, count?: bigint) => void,
  onFreeList?: (list: Buffer) => void,
): Iterable<bigint> {
  let entries = 0n;
  let last: Buffer | undefined;
  let least: Buffer | undefined;

  function inOrder(key: Buffer, page: bigint): void {
    const follows = (!last || Buffer.compare(last, key) < 0) && (!least || Buffer.compare(least, key) <= 0);
    // The keys of free pages are numbers, whose bytes are not in order.
    if (!follows && !onFreeList) throw damaged(`the keys of page ${page} are out of order`);
  }

  function* walk(page: bigint): Iterable<bigint> {
    use(page);
    const bytes = readPages(file, page);
    const branch = (bytes.readUInt16LE(18) & 15) === BRANCH;
    for (const [place, node] of nodesOf(bytes, page).entries()) {
      const key = node.subarray(NODE_HEADER, NODE_HEADER + node.readUInt16LE(6));
      if (branch) {
        if (place > 0) {
          inOrder(key, page);
          least = Buffer.from(key);
        }
        yield* walk(BigInt(node.readUInt32LE(0)) + (BigInt(node.readUInt16LE(4)) << 32n));
      } else {
        inOrder(key, page);
        last = Buffer.from(key);
        entries += 1n;
        const value = valueOfNode(file, node, use);
        onFreeList?.(value);
      }
    }
    yield page;
  }

  if (tree.root !== NO_PAGE) yield* walk(tree.root);
  if (entries !== tree.entries) throw damaged(`it holds ${entries} entries in place of ${tree.entries}`);
}

/** The nodes of a page, each up to the end of the page. */
function nodesOf(bytes: Buffer, page: bigint): Buffer[] {
  const kind = bytes.readUInt16LE(18) & 15;
  const [lower, upper] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)];
  const room = bytes.length - HEADER;
  if ((kind !== BRANCH && kind !== LEAF) || lower === 0 || lower % 2 > 0 || lower > upper || upper > room)
    throw damaged(`page ${page} is no page of a tree`);
  return Array.from({ length: lower / 2 }, (_, place) => {
    const at = bytes.readUInt16LE(HEADER + 2 * place);
    const fits = at >= upper && at + NODE_HEADER <= room;
    const node = fits ? bytes.subarray(HEADER + at) : undefined;
    if (!node || NODE_HEADER + node.readUInt16LE(6) > node.length)
      throw damaged(`page ${page} has a node outside`);
    return node;
  });
}

/** The value of a leaf's node, which may lie on pages of its own. */
function valueOfNode(file: File, node: Buffer, use: (page: bigint, count?: bigint) => void): Buffer {
  const start = NODE_HEADER + node.readUInt16LE(6);
  const size = node.readUInt32LE(0);
  const big = (node.readUInt16LE(4) & BIG) !== 0;
  if (start + (big ? 8 : size) > node.length) throw damaged('a value reaches beyond its page');
  if (!big) return node.subarray(start, start + size);
  const page = node.readBigUInt64LE(start);
  const count = Math.ceil((HEADER + size) / file.pageSize);
  use(page, BigInt(count));
  const bytes = readPages(file, page, count);
  if ((bytes.readUInt16LE(18) & 15) !== OVERFLOW || bytes.readUInt32LE(20) !== count)
    throw damaged(`page ${page} holds no large value`);
  return bytes.subarray(HEADER, HEADER + size);
}

/** A list of free pages: their number, then pages, or a negated count and the first of so many. */
function readFreePages(list: Buffer, use: (page: bigint, count?: bigint) => void): void {
  const count = Number(list.readBigInt64LE(0));
  for (let place = 1; place <= count; place++) {
    if (8 * place + 8 > list.length) throw damaged('a list of free pages is too short');
    const entry = list.readBigInt64LE(8 * place);
    if (entry > 0n) use(entry);
    if (entry >= 0n) continue;
    place += 1;
    use(list.readBigInt64LE(8 * place), -entry);
  }
}
