import mongoose from 'mongoose';

const [uri = '', name = '', transfers = '0'] = process.argv.slice(2);
const ACCOUNTS = 4;

/** One of several processes that move amounts between the same few accounts, each move a transaction. */
const connection = await mongoose.createConnection(uri).asPromise();
const accounts = connection.collection<{ _id: number; amount: number; moves: number }>('accounts');
const journal = connection.collection<{ _id: string; amount: number }>('journal');

for (let n = 0; n < Number(transfers); n++) {
  const from = (n * 7 + Number(name)) % ACCOUNTS;
  const to = (from + 1 + (n % (ACCOUNTS - 1))) % ACCOUNTS;
  const amount = 1 + (n % 5);
  await connection.withSession((session) =>
    session.withTransaction(async () => {
      await accounts.updateOne({ _id: from }, { $inc: { amount: -amount, moves: 1 } }, { session });
      await accounts.updateOne({ _id: to }, { $inc: { amount, moves: 1 } }, { session });
      await journal.insertOne({ _id: `${name}-${n}`, amount }, { session });
    }),
  );
  await accounts.updateOne({ _id: -1 }, { $inc: { moves: 1 } });
}
await connection.close();
