import { expect, test } from 'vitest';
import { codeOf, collectionOf, type TestDatabase } from './database.ts';

/** What it shows, the document before, the update, the document after, and what else the update is given. */
export type UpdateCase = [string, object, object, object, { query?: object; arrayFilters?: object[] }?];

/** Applies each update to a document with `_id` 1, and compares what is stored, the order of fields too. */
export function testUpdates(database: TestDatabase, cases: readonly UpdateCase[]): void {
  test.each(cases)('%s', async (_name, before, update, after, options = {}) => {
    const collection = await collectionOf(database, [{ _id: 1, ...before }]);
    const { query, ...rest } = options;
    await collection.updateOne({ _id: 1, ...query } as never, update as never, rest as never);
    const stored = await collection.findOne({});
    expect(stored).toEqual({ _id: 1, ...after });
    expect(Object.keys(stored ?? {})).toEqual(['_id', ...Object.keys(after)]);
  });
}

/** What it shows, the document, the update, the code of its error, and its array filters. */
export type RefusedUpdate = [string, object, object, number, object[]?];

/** Tries each update, and sees that nothing was changed. */
export function testRefusedUpdates(database: TestDatabase, cases: readonly RefusedUpdate[]): void {
  test.each(cases)('%s is refused and changes nothing', async (_name, before, update, code, arrayFilters) => {
    const collection = await collectionOf(database, [{ _id: 1, ...before }]);
    const options = arrayFilters ? { arrayFilters } : {};
    const stored = await collection.findOne({}, { promoteValues: false });
    expect(await codeOf(collection.updateOne({ _id: 1 } as never, update as never, options as never))).toBe(
      code,
    );
    expect(await collection.findOne({}, { promoteValues: false })).toEqual(stored);
  });
}
