import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { indexFaults } from './store-check.ts';
import { inStore } from './store-look.ts';

const pageSize = 4096;
const fileName = 'data.mdb';

type Random = () => number;

const randomBytes = (random: Random, size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));

type Pages = { size: number; last: number; write: (page: number, bytes: Buffer) => Promise<void> };

const blank = Buffer.alloc(pageSize);

/** Opens a file as pages; the last is the last with anything in it. */
const withPages = async (path: string, work: (pages: Pages) => Promise<void>): Promise<void> => {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const page = Buffer.alloc(pageSize);
    let last = Math.floor(size / pageSize) - 1;
    for (; last > 1; last -= 1) {
      await file.read(page, 0, pageSize, last * pageSize);
      if (!page.equals(blank)) break;
    }
    const write = async (number: number, bytes: Buffer): Promise<void> => {
      await file.write(bytes, 0, bytes.length, number * pageSize + pageSize - bytes.length);
    };
    await work({ size, last, write });
  } finally {
    await file.close();
  }
};

type Damage = (path: string, random: Random) => Promise<void>;

const half = pageSize / 2;

/** How a file is torn when the power goes in the middle of a write. */
const damages: Readonly<Record<string, Damage>> = {
  'last page, half random': (path, random) =>
    withPages(path, ({ last, write }) => write(last, randomBytes(random, half))),
  'last page, half zeros': (path) => withPages(path, ({ last, write }) => write(last, Buffer.alloc(half))),
  'some page, half random': (path, random) =>
    withPages(path, ({ last, write }) =>
      write(2 + Math.floor(random() * (last - 2)), randomBytes(random, half)),
    ),
  'one page in ten, all zeros': (path) =>
    withPages(path, async ({ last, write }) => {
      for (let page = 2; page < last; page += 10) await write(page, blank);
    }),
  'cut by half a page': (path) => withPages(path, ({ last }) => truncate(path, last * pageSize + half)),
  'cut in the middle': (path) =>
    withPages(path, ({ last }) => truncate(path, Math.ceil(last / 2) * pageSize)),
};

/** All documents of a database, by collection: the same for the same documents in the same order. */
const contentOf = async (db: Db): Promise<string> => {
  const hash = createHash('sha256');
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  for (const name of collections.map((one) => one.name).sort()) {
    hash.update(name);
    for await (const bytes of db.collection(name).find({}, { hint: { $natural: 1 }, raw: true }))
      hash.update(bytes as unknown as Uint8Array);
  }
  return hash.digest('hex');
};

type Seen = { said: string } | { content: string; faults: string[] };

/** Opens a data directory and reads all of it, by its documents and by its indexes. */
const readAll = async (dataDir: string): Promise<Seen> => {
  try {
    return await inStore(dataDir, async (db) => ({
      content: await contentOf(db),
      faults: await indexFaults(db),
    }));
  } catch (error) {
    return { said: String(error) };
  }
};

/** What a store made of a torn file: it said so, nothing in use was torn, or it is wrong. */
export type Torn = { damage: string; answer: 'said' | 'harmless' | 'WRONG'; detail: string };

const judge = (seen: Seen, whole: Seen): Omit<Torn, 'damage'> => {
  if ('said' in seen) return { answer: /damaged/i.test(seen.said) ? 'said' : 'WRONG', detail: seen.said };
  const same = 'content' in whole && seen.content === whole.content && seen.faults.length === 0;
  return {
    answer: same ? 'harmless' : 'WRONG',
    detail: same ? '' : `served: ${seen.faults.join() || 'other documents'}`,
  };
};

/** Copies the file of a dead store and opens the copy after each kind of damage; the file itself stays whole. */
export async function* tearStore(dataDir: string, random: Random): AsyncGenerator<Torn> {
  const copy = `${dataDir}-torn`;
  const fresh = async (): Promise<string> => {
    await rm(copy, { recursive: true, force: true });
    await mkdir(copy);
    await copyFile(join(dataDir, fileName), join(copy, fileName));
    // what a store leaves behind that did not end by itself
    await copyFile(join(dataDir, 'store.lock'), join(copy, 'store.lock')).catch(() => {});
    return join(copy, fileName);
  };
  try {
    await fresh();
    const whole = await readAll(copy);
    for (const [damage, tear] of Object.entries(damages)) {
      await tear(await fresh(), random);
      yield { damage, ...judge(await readAll(copy), whole) };
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
