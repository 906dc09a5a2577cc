import { MongoServerError } from 'mongodb';
import { type Item, tagNames } from './store-shop.ts';
import { transfer } from './store-transfer.ts';
import {
  below,
  changed,
  freshFields,
  freshItem,
  gone,
  ownItems,
  pick,
  put,
  type Step,
  type Writer,
} from './store-writer.ts';

const insertOne = (writer: Writer): Step => {
  const item = freshItem(writer);
  return { changes: [put(item)], run: () => writer.shop.items.insertOne(item) };
};

const insertMany = (writer: Writer): Step => {
  const items = Array.from({ length: 5 }, () => freshItem(writer));
  return { changes: items.map(put), run: () => writer.shop.items.insertMany(items) };
};

const updateOne = (writer: Writer, item: Item): Step => {
  const fields = freshFields(writer);
  const update = { $set: fields, $inc: { version: 1 } };
  return {
    changes: [put(changed(item, fields))],
    run: () => writer.shop.items.updateOne({ _id: item._id }, update),
  };
};

const updateMany = (writer: Writer): Step => {
  const rank = below(writer, 100);
  return {
    changes: ownItems(writer)
      .filter((item) => item.rank < rank)
      .map((item) => put(changed(item, { rank: item.rank + 1 }))),
    run: () =>
      writer.shop.items.updateMany(
        { writer: writer.name, rank: { $lt: rank } },
        { $inc: { version: 1, rank: 1 } },
      ),
  };
};

const replaceOne = (writer: Writer, { _id, version }: Item): Step => {
  const { _id: _, ...item } = freshItem(writer);
  const replacement = { ...item, version: version + 1 };
  return {
    changes: [put({ _id, ...replacement })],
    run: () => writer.shop.items.replaceOne({ _id }, replacement),
  };
};

const upsert = (writer: Writer): Step => {
  const { _id, version, ...fields } = freshItem(writer);
  return {
    changes: [put({ _id, version, ...fields })],
    run: () => writer.shop.items.updateOne({ _id }, { $set: fields, $inc: { version: 1 } }, { upsert: true }),
  };
};

const findAndUpdate = (writer: Writer, item: Item): Step => {
  const tag = pick(writer, tagNames);
  const tags = item.tags.filter((other) => other !== tag);
  return {
    changes: [put(changed(item, { tags }))],
    run: () =>
      writer.shop.items.findOneAndUpdate({ code: item.code }, { $pull: { tags: tag }, $inc: { version: 1 } }),
  };
};

const findAndDelete = (writer: Writer, item: Item): Step => ({
  changes: [gone(item)],
  run: () => writer.shop.items.findOneAndDelete({ _id: item._id }),
});

const deleteOne = (writer: Writer, item: Item): Step => ({
  changes: [gone(item)],
  run: () => writer.shop.items.deleteOne({ code: item.code }),
});

const deleteMany = (writer: Writer): Step => {
  const rank = below(writer, 100);
  return {
    changes: ownItems(writer)
      .filter((item) => item.rank >= rank)
      .map(gone),
    run: () => writer.shop.items.deleteMany({ writer: writer.name, rank: { $gte: rank } }),
  };
};

/** Takes a code that is taken; fails unless the store refuses. */
const duplicate = (writer: Writer, { code }: Item): Step => ({
  changes: [],
  run: async () => {
    const refusal = await writer.shop.items.insertOne({ ...freshItem(writer), code }).then(
      () => null,
      (error: unknown) => error,
    );
    if (refusal === null) throw new MongoServerError({ message: `the code ${code} was taken twice` });
    if (!(refusal instanceof MongoServerError && refusal.code === 11000)) throw refusal;
  },
});

const onAny = [insertOne, insertMany, upsert, updateMany] as const;
const onOne = [updateOne, replaceOne, findAndUpdate, findAndDelete, deleteOne, duplicate] as const;
const mostItems = 60;

/** What a writer does next. */
export const nextStep = (writer: Writer): Step => {
  const items = ownItems(writer);
  if (items.length < 2) return insertMany(writer);
  if (items.length > mostItems) return deleteMany(writer);
  const item = pick(writer, items);
  const share = writer.random();
  if (share < 0.35) return transfer(writer, item);
  return share < 0.65 ? pick(writer, onAny)(writer) : pick(writer, onOne)(writer, item);
};
