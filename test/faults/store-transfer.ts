import type { Change } from './store-ledger.ts';
import { accountNames, type Item, type Transfer } from './store-shop.ts';
import { below, changed, freshFields, ownOf, pick, put, type Step, type Writer } from './store-writer.ts';

const keptTransfers = 20;

const move = ({ from, to, amount }: Transfer, sign: 1 | -1): [string, number][] => [
  [from, -amount * sign],
  [to, amount * sign],
];

/** Two accounts, a transfer and an item in one transaction; the oldest transfers are taken back in it. */
export const transfer = (writer: Writer, item: Item): Step => {
  const made: Transfer = {
    _id: `${writer.name}-${writer.next()}`,
    writer: writer.name,
    from: pick(writer, accountNames),
    to: pick(writer, accountNames),
    amount: 1 + below(writer, 100),
  };
  const undone = ownOf<Transfer>(writer, 'transfers').slice(0, -keptTransfers);
  const after = changed(item, freshFields(writer));
  const balances = [...move(made, 1), ...undone.flatMap((one) => move(one, -1))];
  const { items, transfers, accounts } = writer.shop;
  return {
    changes: [
      { key: `transfers/${made._id}`, document: made },
      ...undone.map(({ _id }): Change => ({ key: `transfers/${_id}`, document: null })),
      put(after),
    ],
    run: () =>
      writer.client.withSession((session) =>
        session.withTransaction(async () => {
          await transfers.insertOne(made, { session });
          for (const [_id, balance] of balances)
            await accounts.updateOne({ _id }, { $inc: { balance } }, { session });
          await transfers.deleteMany({ _id: { $in: undone.map(({ _id }) => _id) } }, { session });
          await items.replaceOne({ _id: item._id }, after, { session });
        }),
      ),
  };
};
