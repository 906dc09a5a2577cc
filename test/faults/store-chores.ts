import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { accountFaults, indexFaults } from './store-check.ts';
import { inStore } from './store-look.ts';

type Place = { db: Db; dataDir: string; round: number };

/** What else goes on in the store while it is killed: over and over, until there is no answer. */
export type Chore = (place: Place) => AsyncGenerator<void>;

async function* writesOnly(): AsyncGenerator<void> {}

/** Two indexes are built and dropped, again and again. */
async function* indexBuilds({ db }: Place): AsyncGenerator<void> {
  const items = db.collection('items');
  for (;;) {
    await items.createIndexes([
      { key: { rank: 1, writer: 1 }, name: 'built' },
      { key: { tags: 1, version: -1 }, name: 'built multikey' },
    ]);
    yield;
    await items.dropIndex('built');
    await items.dropIndex('built multikey');
    yield;
  }
}

const scratchSize = 300;

/** A collection is made, filled and dropped, again and again. All its documents are of one generation. */
async function* collectionDrops({ db, round }: Place): AsyncGenerator<void> {
  const scratch = db.collection('scratch');
  await scratch.drop();
  for (let time = 0; ; time += 1) {
    const generation = `${round}-${time}`;
    await scratch.createIndex({ generation: 1, number: 1 });
    await scratch.insertMany(Array.from({ length: scratchSize }, (_, number) => ({ generation, number })));
    yield;
    await scratch.drop();
    yield;
  }
}

/** The file is written anew without gaps, every other time without its change log. */
async function* compactions({ db }: Place): AsyncGenerator<void> {
  for (let time = 0; ; time += 1) {
    await db.admin().command({ attuneCompact: 1, purge: time % 2 === 1 });
    yield;
  }
}

const backupsOf = (dataDir: string): string => `${dataDir}-backups`;

/** A backup is made, again and again. */
async function* backups({ db, dataDir }: Place): AsyncGenerator<void> {
  await rm(backupsOf(dataDir), { recursive: true, force: true });
  await mkdir(backupsOf(dataDir));
  for (let time = 0; ; time += 1) {
    await db.admin().command({ attuneBackup: 1, to: join(backupsOf(dataDir), String(time)) });
    yield;
  }
}

const scratchFaults = async (db: Db): Promise<string[]> => {
  const generations = await db.collection('scratch').distinct('generation');
  const size = await db.collection('scratch').countDocuments();
  return [
    ...(generations.length > 1
      ? [`documents of ${generations.length} generations in a dropped collection`]
      : []),
    ...(size % scratchSize === 0 ? [] : [`${size} documents of an insert of ${scratchSize}`]),
  ];
};

/** The newest backups are looked into: the last may have been cut, and then must not look like one. */
const lookedInto = 2;

const backupFaults = async (dataDir: string): Promise<string[]> => {
  const folder = backupsOf(dataDir);
  if (!existsSync(folder)) return [];
  const faults: string[] = [];
  const newest = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  for (const name of newest.slice(0, lookedInto))
    if (existsSync(join(folder, name, 'data.mdb')))
      await inStore(join(folder, name), async (db) => {
        const found = [...(await accountFaults(db)), ...(await indexFaults(db))];
        faults.push(...found.map((fault) => `backup ${name}: ${fault}`));
      });
  await rm(folder, { recursive: true, force: true });
  return faults;
};

/** What is half done after a chore: a collection of two generations, a backup in the middle of a transaction. */
export const choreFaults = async ({ db, dataDir }: Place): Promise<string[]> => [
  ...(await scratchFaults(db)),
  ...(await backupFaults(dataDir)),
];

export const chores = {
  writes: writesOnly,
  'index builds': indexBuilds,
  'collection drops': collectionDrops,
  compaction: compactions,
  backup: backups,
} as const satisfies Record<string, Chore>;
