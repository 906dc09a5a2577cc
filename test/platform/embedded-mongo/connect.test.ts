import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { testDatabaseUri } from '#test/support/database.ts';

test('mongoose connects, stores and finds', async () => {
  const connection = await mongoose.createConnection(testDatabaseUri()).asPromise();
  const Shop = connection.model(
    'Shop',
    new mongoose.Schema({ name: { type: String, unique: true }, size: Number }),
  );
  await Shop.init();
  await Shop.create({ name: 'north', size: 3 });
  expect(await Shop.findOne({ name: 'north' }).lean()).toMatchObject({ name: 'north', size: 3 });
  await expect(Shop.create({ name: 'north' })).rejects.toMatchObject({
    code: 11000,
    keyValue: { name: 'north' },
  });
  await connection.dropDatabase();
  await connection.close();
});
