import { Binary } from 'bson';
import { expect, test } from 'vitest';
import { type Doc, doc, type Value } from '#server/platform/embedded-mongo/values/types.ts';
import { callStore } from '#server/platform/embedded-mongo/wire/call.ts';
import { folderForStores, withStore } from './own-store.ts';

const folder = folderForStores('abandoned');

const inTransaction = (command: Record<string, Value>): Doc =>
  doc({
    ...command,
    $db: 'shop',
    lsid: doc({ id: new Binary(Buffer.alloc(16, 7), 4) }),
    txnNumber: 1n,
    startTransaction: true,
    autocommit: false,
  });

test('what a killed process held in a transaction is free again, and nothing of it is there', async () => {
  await withStore(folder, async (client) => {
    const teas = client.db('shop').collection<{ _id: string; by: string }>('teas');
    await teas.insertOne({ _id: 'green', by: 'before' });
    const documents = [doc({ _id: 'black', by: 'killed' })];
    const begun = await callStore(folder, inTransaction({ insert: 'teas', documents }));
    expect(begun?.reply.get('n')).toBe(1);
    begun?.socket.destroy();
    // it would wait for the transaction, which lives for a minute
    await teas.insertOne({ _id: 'black', by: 'after' });
    expect(await teas.find().toArray()).toEqual([
      { _id: 'green', by: 'before' },
      { _id: 'black', by: 'after' },
    ]);
  });
});
