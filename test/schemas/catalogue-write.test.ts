import { expect, test } from 'vitest';
import { catalogueWrites } from '#schemas/catalogue-write.ts';

const { list: products, wrapped } = catalogueWrites.products;
const said = (list: unknown): string[] =>
  (products.safeParse(list).error?.issues ?? []).map(({ path }) => path.join('.'));

const mug = { id: 'mug', name: 'Mug' };

test('a repeated id is told along with the faults inside the items', () => {
  const badPrice = { ...mug, price: { amount: 1.5, currency: 'EUR' } };
  expect(said([mug, { id: 'cup', name: '' }, badPrice])).toEqual(['1.name', '2.price.amount', '2.id']);
});

test.each([[[null, mug]], [[5, 'text', {}]], ['text'], [null]])('%j is refused, not a crash', (list) => {
  expect(said(list).length).toBeGreaterThan(0);
});

test('different ids are fine', () => {
  expect(said([mug, { ...mug, id: 'cup' }])).toEqual([]);
});

test('faults under a name are told at its path, unknown names too', () => {
  const { error } = wrapped('products').safeParse({ products: [mug, mug], more: 1 });
  expect(error?.issues.map(({ path, code }) => [...path, code].join('.'))).toEqual([
    'products.1.id.custom',
    'unrecognized_keys',
  ]);
});
