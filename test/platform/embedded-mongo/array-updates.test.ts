import { Double } from 'bson';
import { testDatabase } from './database.ts';
import { testRefusedUpdates, testUpdates } from './update-cases.ts';

const database = testDatabase();

testUpdates(database, [
  ['$push appends and makes the array', { a: [1] }, { $push: { a: 2, b: 1 } }, { a: [1, 2], b: [1] }],
  ['$push of an array appends it whole', { a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
  ['$each appends one by one', { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
  [
    '$position counts from the front',
    { a: [1, 2] },
    { $push: { a: { $each: [9], $position: 1 } } },
    { a: [1, 9, 2] },
  ],
  ['or from the end', { a: [1, 2] }, { $push: { a: { $each: [9], $position: -1 } } }, { a: [1, 9, 2] }],
  ['$slice keeps the last', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
  ['$slice keeps the first', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: 1 } } }, { a: [1] }],
  ['$slice: 0 empties', { a: [1] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
  ['$sort orders values', { a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1 } } }, { a: [3, 2, 1] }],
  [
    '$sort orders documents, then $slice cuts',
    { a: [{ s: 3 }, { s: 1 }] },
    { $push: { a: { $each: [{ s: 2 }], $sort: { s: 1 }, $slice: 2 } } },
    { a: [{ s: 1 }, { s: 2 }] },
  ],
  [
    '$addToSet adds what is not there',
    { a: [1, 2] },
    { $addToSet: { a: { $each: [2, 3, 3] } } },
    { a: [1, 2, 3] },
  ],
  [
    '$addToSet compares documents with order',
    { a: [{ x: 1, y: 2 }] },
    { $addToSet: { a: { y: 2, x: 1 } } },
    {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ],
  ['$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  [
    '$pull by query on documents',
    { a: [{ x: 1, y: 1 }, { x: 2 }] },
    { $pull: { a: { x: 1 } } },
    { a: [{ x: 2 }] },
  ],
  ['$pull of several values', { a: [1, 2, 3] }, { $pull: { a: { $in: [1, 3] } } }, { a: [2] }],
  ['$pullAll by values', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['$pop takes the last', { a: [1, 2] }, { $pop: { a: 1 } }, { a: [1] }],
  ['$pop: -1 takes the first', { a: [1, 2] }, { $pop: { a: -1 } }, { a: [2] }],
  ['$pop of nothing changes nothing', { b: 1 }, { $pop: { a: 1 } }, { b: 1 }],
  [
    '$ is the element that matched',
    { a: [1, 5, 9] },
    { $set: { 'a.$': 0 } },
    { a: [1, 0, 9] },
    { query: { a: 5 } },
  ],
  [
    '$ goes on into the element',
    {
      a: [
        { k: 1, n: 0 },
        { k: 2, n: 0 },
      ],
    },
    { $inc: { 'a.$.n': 1 } },
    {
      a: [
        { k: 1, n: 0 },
        { k: 2, n: 1 },
      ],
    },
    { query: { 'a.k': 2 } },
  ],
  [
    '$ with $elemMatch',
    {
      a: [
        { k: 1, n: 5 },
        { k: 1, n: 9 },
      ],
    },
    { $set: { 'a.$.hit': true } },
    {
      a: [
        { k: 1, n: 5 },
        { k: 1, n: 9, hit: true },
      ],
    },
    { query: { a: { $elemMatch: { k: 1, n: 9 } } } },
  ],
  ['$[] is every element', { a: [1, 2] }, { $inc: { 'a.$[]': 1 } }, { a: [2, 3] }],
  [
    '$[] into documents',
    { a: [{ b: 1 }, { b: 2 }] },
    { $mul: { 'a.$[].b': 10 } },
    { a: [{ b: 10 }, { b: 20 }] },
  ],
  [
    '$[name] is each element its filter picks',
    { a: [1, 5, 9] },
    { $set: { 'a.$[big]': 0 } },
    { a: [1, 0, 0] },
    { arrayFilters: [{ big: { $gte: 5 } }] },
  ],
  [
    '$[name] by a field of the element',
    { a: [{ k: 1 }, { k: 2 }] },
    { $set: { 'a.$[x].hit': 1 } },
    { a: [{ k: 1 }, { k: 2, hit: 1 }] },
    { arrayFilters: [{ 'x.k': 2 }] },
  ],
  [
    'nested $[name]',
    { a: [{ b: [1, 2] }, { b: [3] }] },
    { $inc: { 'a.$[].b.$[n]': 10 } },
    { a: [{ b: [1, 12] }, { b: [13] }] },
    { arrayFilters: [{ n: { $gt: 1 } }] },
  ],
  [
    'filters see the document as it was before the first change',
    {
      a: [
        { k: 1, n: 0 },
        { k: 2, n: 0 },
      ],
    },
    { $set: { 'a.$[x].k': 5 }, $inc: { 'a.$[x].n': 1 } },
    {
      a: [
        { k: 5, n: 1 },
        { k: 2, n: 0 },
      ],
    },
    { arrayFilters: [{ 'x.k': 1 }] },
  ],
  [
    'two filters pick apart',
    { a: [1, 5, 9] },
    { $set: { 'a.$[low]': 0, 'a.$[high]': 10 } },
    { a: [0, 5, 10] },
    { arrayFilters: [{ low: { $lt: 5 } }, { high: { $gt: 5 } }] },
  ],
  [
    '$pull by several values and a regex',
    { a: ['ab', 'b', 'c'] },
    { $pull: { a: { $in: [/^a/, 'c'] } } },
    { a: ['b'] },
  ],
  ['$pull with $not', { a: [1, 5, 9] }, { $pull: { a: { $not: { $gt: 4 } } } }, { a: [5, 9] }],
  [
    '$pull with $size looks at inner arrays',
    { a: [[1], [1, 2]] },
    { $pull: { a: { $size: 2 } } },
    { a: [[1]] },
  ],
  [
    '$pull with $elemMatch in a field',
    { a: [{ r: [{ q: 1 }] }, { r: [{ q: 2 }] }] },
    { $pull: { a: { r: { $elemMatch: { q: 2 } } } } },
    { a: [{ r: [{ q: 1 }] }] },
  ],
  ['$pull by null', { a: [null, 1] }, { $pull: { a: null } }, { a: [1] }],
  [
    '$pull by a document means its fields, in any order',
    { a: [{ x: 1, y: 2 }] },
    { $pull: { a: { y: 2, x: 1 } } },
    { a: [] },
  ],
  [
    '$pullAll by a document means it as a whole',
    { a: [{ x: 1, y: 2 }] },
    { $pullAll: { a: [{ y: 2, x: 1 }] } },
    { a: [{ x: 1, y: 2 }] },
  ],
  [
    '$push to nothing with $each of none makes an empty array',
    {},
    { $push: { a: { $each: [] } } },
    { a: [] },
  ],
  [
    '$position, $sort and $slice go in that order',
    { a: [3, 1] },
    { $push: { a: { $each: [2], $position: 0, $sort: 1, $slice: -2 } } },
    { a: [2, 3] },
  ],
  [
    '$slice takes the first after $sort of a field',
    { a: [{ s: 1 }] },
    { $push: { a: { $each: [{ s: 9 }, { s: 5 }], $sort: { s: -1 }, $slice: 1 } } },
    { a: [{ s: 9 }] },
  ],
  ['$addToSet meets numbers of every type', { a: [1] }, { $addToSet: { a: new Double(1) } }, { a: [1] }],
  ['$addToSet of an array adds it whole', { a: [1] }, { $addToSet: { a: [1] } }, { a: [1, [1]] }],
]);

// Codes as MongoDB's error_codes.yml gives them.
testRefusedUpdates(database, [
  ['$push to a scalar', { a: 1 }, { $push: { a: 1 } }, 2],
  ['$addToSet to a scalar', { a: 1 }, { $addToSet: { a: 1 } }, 2],
  ['$pull from a scalar', { a: 1 }, { $pull: { a: 1 } }, 2],
  ['$pop from a scalar', { a: 1 }, { $pop: { a: 1 } }, 14],
  ['$pop by 2', { a: [1] }, { $pop: { a: 2 } }, 9],
  ['$pop through a scalar', { a: 1 }, { $pop: { 'a.b': 1 } }, 28],
  ['$pull through a scalar', { a: 1 }, { $pull: { 'a.b': 1 } }, 28],
  ['$ without a match in an array', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
  ['$[] on a missing field', {}, { $set: { 'a.$[]': 1 } }, 2],
  ['$[name] without a filter', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
  ['a filter that no path uses', { a: [1] }, { $set: { b: 1 } }, 9, [{ x: 1 }]],
  ['two positional operators', { a: [{ b: [1] }] }, { $set: { 'a.$.b.$': 1 } }, 2],
  ['$[] beside a place', { a: [1, 2] }, { $set: { 'a.$[]': 1, 'a.0': 2 } }, 40],
  [
    'two filters that pick one element',
    { a: [1, 5] },
    { $set: { 'a.$[x]': 1, 'a.$[y]': 2 } },
    40,
    [{ x: 5 }, { y: 5 }],
  ],
  ['$[] of a scalar', { a: 1 }, { $set: { 'a.$[]': 1 } }, 2],
  ['$push with a clause unknown', { a: [] }, { $push: { a: { $each: [1], $foo: 1 } } }, 2],
  ['$push with $each of no array', { a: [] }, { $push: { a: { $each: 1 } } }, 2],
  ['$push with a fraction as $slice', { a: [] }, { $push: { a: { $each: [1], $slice: 1.5 } } }, 2],
  ['$pullAll of no array', { a: [] }, { $pullAll: { a: 1 } }, 2],
]);
