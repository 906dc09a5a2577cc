import type { Document } from 'mongodb';
import { expect } from 'vitest';

type Examples<Outcome> = Record<string, [Document, Outcome]>;

export const SEARCHED = [
  { _id: 1, a: 1 },
  { _id: 2, a: 5, list: [1, 2, 3] },
  { _id: 3, a: 'text' },
  { _id: 4, list: [2, 4], b: 1 },
];

/** For each query operator a query over the documents above, and the ids that it finds. */
export const QUERIES: Examples<number[]> = {
  $eq: [{ a: { $eq: 1 } }, [1]],
  $ne: [{ a: { $ne: 1 } }, [2, 3, 4]],
  $gt: [{ a: { $gt: 1 } }, [2]],
  $gte: [{ a: { $gte: 1 } }, [1, 2]],
  $lt: [{ a: { $lt: 5 } }, [1]],
  $lte: [{ a: { $lte: 5 } }, [1, 2]],
  $in: [{ a: { $in: [1, 'text'] } }, [1, 3]],
  $nin: [{ a: { $nin: [1, 'text'] } }, [2, 4]],
  $exists: [{ b: { $exists: true } }, [4]],
  $type: [{ a: { $type: 'string' } }, [3]],
  $regex: [{ a: { $regex: '^T', $options: 'i' } }, [3]],
  $mod: [{ a: { $mod: [4, 1] } }, [1, 2]],
  $size: [{ list: { $size: 2 } }, [4]],
  $all: [{ list: { $all: [3, 2] } }, [2]],
  $elemMatch: [{ list: { $elemMatch: { $gt: 1, $lt: 3 } } }, [2, 4]],
  $not: [{ a: { $not: { $gt: 1 } } }, [1, 3, 4]],
  $and: [{ $and: [{ a: 5 }, { list: 3 }] }, [2]],
  $or: [{ $or: [{ a: 1 }, { b: 1 }] }, [1, 4]],
  $nor: [{ $nor: [{ a: 1 }, { b: 1 }] }, [2, 3]],
  $expr: [{ $expr: { $eq: ['$a', { $size: { $ifNull: ['$list', [0]] } }] } }, [1]],
};

export const UPDATED = { n: 6, list: [1, 2, 2] };

/** For each update operator an update of the document above, and what it changes in it. */
export const UPDATES: Examples<Document> = {
  $set: [{ $set: { 'x.y': 1 } }, { x: { y: 1 } }],
  $unset: [{ $unset: { n: '' } }, { n: undefined }],
  $setOnInsert: [{ $set: { n: 7 }, $setOnInsert: { x: 1 } }, { n: 7 }],
  $inc: [{ $inc: { n: 2 } }, { n: 8 }],
  $mul: [{ $mul: { n: 2 } }, { n: 12 }],
  $min: [{ $min: { n: 2 } }, { n: 2 }],
  $max: [{ $max: { n: 9 } }, { n: 9 }],
  $currentDate: [{ $currentDate: { at: true } }, { at: expect.any(Date) }],
  $rename: [{ $rename: { n: 'm' } }, { n: undefined, m: 6 }],
  $bit: [{ $bit: { n: { and: 3 } } }, { n: 2 }],
  $push: [{ $push: { list: { $each: [9, 5], $sort: -1, $slice: 3 } } }, { list: [9, 5, 2] }],
  $addToSet: [{ $addToSet: { list: { $each: [2, 3] } } }, { list: [1, 2, 2, 3] }],
  $pull: [{ $pull: { list: { $gt: 1 } } }, { list: [1] }],
  $pullAll: [{ $pullAll: { list: [1, 5] } }, { list: [2, 2] }],
  $pop: [{ $pop: { list: -1 } }, { list: [2, 2] }],
};

export const STREAMED = [
  { _id: 1, a: 5, tags: ['x', 'y'] },
  { _id: 2, a: 3, tags: ['x'] },
  { _id: 3, a: 3, tags: [] },
];

const ids = (...all: number[]) => all.map((_id) => ({ _id }));
const keepIds = { $project: { _id: 1 } };

/** For each stage a pipeline that ends with it, over the documents above, and its documents. `SELF` is where they are. */
export const stages = (SELF: string): Record<string, [Document[], Document[]]> => ({
  $match: [[keepIds, { $match: { _id: { $gt: 1 } } }], ids(2, 3)],
  $project: [[{ $project: { _id: 0, b: '$a' } }], [{ b: 5 }, { b: 3 }, { b: 3 }]],
  $addFields: [
    [keepIds, { $addFields: { b: { $add: ['$_id', 1] } } }],
    STREAMED.map(({ _id }) => ({ _id, b: _id + 1 })),
  ],
  $set: [[keepIds, { $set: { b: 0 } }], STREAMED.map(({ _id }) => ({ _id, b: 0 }))],
  $unset: [[{ $unset: ['a', 'tags'] }], ids(1, 2, 3)],
  $replaceRoot: [[{ $replaceRoot: { newRoot: { _id: '$a' } } }], ids(5, 3, 3)],
  $replaceWith: [[{ $replaceWith: { n: { $size: '$tags' } } }], [{ n: 2 }, { n: 1 }, { n: 0 }]],
  $unwind: [
    [{ $project: { tags: 1 } }, { $unwind: '$tags' }],
    [
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 2, tags: 'x' },
    ],
  ],
  $group: [[{ $match: { a: 3 } }, { $group: { _id: '$a', n: { $sum: '$_id' } } }], [{ _id: 3, n: 5 }]],
  $sort: [[keepIds, { $sort: { _id: -1 } }], ids(3, 2, 1)],
  $limit: [[keepIds, { $sort: { _id: 1 } }, { $limit: 2 }], ids(1, 2)],
  $skip: [[keepIds, { $sort: { _id: 1 } }, { $skip: 2 }], ids(3)],
  $count: [[{ $match: { a: 3 } }, { $count: 'n' }], [{ n: 2 }]],
  $sortByCount: [
    [{ $sortByCount: '$a' }],
    [
      { _id: 3, count: 2 },
      { _id: 5, count: 1 },
    ],
  ],
  $bucket: [
    [{ $bucket: { groupBy: '$a', boundaries: [0, 4], default: 'more' } }],
    [
      { _id: 0, count: 2 },
      { _id: 'more', count: 1 },
    ],
  ],
  $facet: [
    [{ $facet: { all: [{ $count: 'n' }], none: [{ $match: { a: 0 } }] } }],
    [{ all: [{ n: 3 }], none: [] }],
  ],
  $lookup: [
    [
      { $match: { _id: 2 } },
      { $lookup: { from: SELF, localField: 'a', foreignField: 'a', as: 'same' } },
      { $project: { 'same._id': 1 } },
    ],
    [{ _id: 2, same: ids(2, 3) }],
  ],
});

export const GROUPED = [{ v: 3, o: { x: 1 } }, { v: 1, o: { y: 2 } }, { v: 3 }];

/** For each accumulator its argument over the documents above in this order, and its result. */
export const ACCUMULATORS: Record<string, [unknown, unknown]> = {
  $sum: ['$v', 7],
  $avg: [{ $multiply: ['$v', 3] }, 7],
  $min: ['$v', 1],
  $max: ['$v', 3],
  $first: ['$v', 3],
  $last: ['$o', null],
  $push: ['$v', [3, 1, 3]],
  $addToSet: ['$o.x', [1]],
  $mergeObjects: ['$o', { x: 1, y: 2 }],
  $count: [{}, 3],
};
