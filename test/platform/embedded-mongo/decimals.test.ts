import { Decimal128, Double, Long } from 'bson';
import { expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

/** The value of an expression as text: `3.30`, so that zeros at the end count. */
async function resultOf(expression: object): Promise<string> {
  const collection = await collectionOf(database, [{}]);
  const [found] = await collection.aggregate([{ $project: { value: expression } }]).toArray();
  return String(found?.['value']);
}

const decimals = (texts: readonly string[]) => texts.map((text) => Decimal128.fromString(text));

/*
 * Examples of the General Decimal Arithmetic Specification 1.70 (speleotrove.com/decimal/daops.html), whose rules
 * are those of IEEE 754-2008. It prints 9 digits; where a result has more, it stands here with 34.
 */
const arithmetic: [string, string[], string][] = [
  ['$add', ['12', '7.00'], '19.00'],
  ['$add', ['1.10', '2.2'], '3.30'],
  ['$subtract', ['1.3', '1.07'], '0.23'],
  ['$subtract', ['1.3', '1.30'], '0.00'],
  ['$subtract', ['1.3', '2.07'], '-0.77'],
  ['$subtract', ['1E+2', '-1.01E+4'], '1.02E+4'],
  ['$subtract', ['-0', '0'], '-0'],
  ['$multiply', ['1.20', '3'], '3.60'],
  ['$multiply', ['0.9', '0.8'], '0.72'],
  ['$multiply', ['0.9', '-0'], '-0.0'],
  ['$multiply', ['654321', '654321'], '428135971041'],
  ['$divide', ['1', '3'], '0.3333333333333333333333333333333333'],
  ['$divide', ['2', '3'], '0.6666666666666666666666666666666667'],
  ['$divide', ['5', '2'], '2.5'],
  ['$divide', ['8.00', '2'], '4.00'],
  ['$divide', ['2.400', '2.0'], '1.20'],
  ['$divide', ['1000', '100'], '10'],
  ['$divide', ['2.40E+6', '2'], '1.20E+6'],
  ['$mod', ['2.1', '3'], '2.1'],
  ['$mod', ['-10', '3'], '-1'],
  ['$mod', ['10.2', '1'], '0.2'],
  ['$mod', ['3.6', '1.3'], '1.0'],
  ['$abs', ['-101.50'], '101.50'],
  ['$sqrt', ['100'], '10'],
  ['$sqrt', ['1.00'], '1.0'],
  ['$sqrt', ['-0'], '-0'],
];

test.each(arithmetic)('%s of %j is %s', async (operator, operands, expected) => {
  expect(await resultOf({ [operator]: decimals(operands) })).toBe(expected);
});

// Constants from OEIS A002193, A001113, A002392 and A007524, rounded to 34 digits.
const irrational: [string, string, string][] = [
  ['$sqrt', '2', '1.414213562373095048801688724209698'],
  ['$exp', '1', '2.718281828459045235360287471352662'],
  ['$ln', '10', '2.302585092994045684017991454684364'],
  ['$log10', '2', '0.3010299956639811952137388947244930'],
];

test.each(irrational)('%s of %s has 34 digits', async (operator, operand, expected) => {
  expect(await resultOf({ [operator]: Decimal128.fromString(operand) })).toBe(expected);
});

// Ties go to the even neighbor, and what is too great or too small for decimal128 is infinite or zero.
const limits: [string, object, string][] = [
  [
    'a sum of 35 digits is rounded',
    { $add: decimals(['9999999999999999999999999999999999', '0.5']) },
    '1.000000000000000000000000000000000E+34',
  ],
  [
    'a tie goes to the even digit',
    { $add: decimals(['1000000000000000000000000000000000', '0.5']) },
    '1000000000000000000000000000000000',
  ],
  ['a product may overflow', { $multiply: decimals(['1E+6144', '10']) }, 'Infinity'],
  ['a product may underflow', { $multiply: decimals(['1E-6176', '0.1']) }, '0E-6176'],
  ['infinity less infinity is not a number', { $subtract: decimals(['Infinity', 'Infinity']) }, 'NaN'],
  ['infinity wins a sum', { $add: decimals(['-Infinity', '1']) }, '-Infinity'],
  ['NaN stays NaN', { $multiply: decimals(['NaN', '0']) }, 'NaN'],
  ['the rest by infinity is the number', { $mod: decimals(['5', 'Infinity']) }, '5'],
];

test.each(limits)('%s', async (_name, expression, expected) => {
  expect(await resultOf(expression)).toBe(expected);
});

// Examples of the reference pages of $round, $trunc, $floor, $ceil and $pow, as decimals.
const rounding: [object, string][] = [
  [{ $round: decimals(['2.5']) }, '2'],
  [{ $round: decimals(['3.5']) }, '4'],
  [{ $round: [Decimal128.fromString('19.25'), 1] }, '19.2'],
  [{ $round: [Decimal128.fromString('1.5'), 3] }, '1.500'],
  [{ $round: [Decimal128.fromString('125'), -1] }, '1.2E+2'],
  [{ $trunc: [Decimal128.fromString('-28.73'), 1] }, '-28.7'],
  [{ $trunc: decimals(['-2.7']) }, '-2'],
  [{ $floor: decimals(['-2.8']) }, '-3'],
  [{ $floor: decimals(['7.80']) }, '7'],
  [{ $ceil: decimals(['7.80']) }, '8'],
  [{ $ceil: decimals(['-0.5']) }, '-0'],
  [{ $pow: decimals(['5', '2']) }, '25'],
];

test.each(rounding)('%j is %s', async (expression, expected) => {
  expect(await resultOf(expression)).toBe(expected);
});

// The examples of the reference page of $toDecimal, and the ways back.
const conversions: [object, string][] = [
  [{ $toDecimal: true }, '1'],
  [{ $toDecimal: new Double(2.5) }, '2.50000000000000'],
  [{ $toDecimal: 5 }, '5'],
  [{ $toDecimal: Long.fromNumber(10_000) }, '10000'],
  [{ $toDecimal: '-5.5' }, '-5.5'],
  [{ $toDecimal: new Date('2018-03-27T05:04:47.890Z') }, '1522127087890'],
  [{ $toInt: Decimal128.fromString('5.7') }, '5'],
  [{ $toLong: Decimal128.fromString('9007199254740993.9') }, '9007199254740993'],
  [{ $toDouble: Decimal128.fromString('5.5') }, '5.5'],
  [{ $toString: Decimal128.fromString('1.50E+10') }, '1.50E+10'],
  [{ $toBool: Decimal128.fromString('1E-6176') }, 'true'],
  [{ $toBool: Decimal128.fromString('0.00') }, 'false'],
];

test.each(conversions)('%j converts to %s', async (expression, expected) => {
  expect(await resultOf(expression)).toBe(expected);
});

test.each([
  ['a decimal divided by zero', { $divide: decimals(['1', '0.0']) }, 2],
  ['a root below zero', { $sqrt: decimals(['-1']) }, 28714],
  ['a logarithm of zero', { $ln: decimals(['0']) }, 28766],
  ['a decimal logarithm below zero', { $log10: decimals(['-1']) }, 28761],
  ['a negative power of zero', { $pow: decimals(['0', '-1']) }, 28764],
  ['a decimal beyond an int32 as one', { $toInt: decimals(['2147483648']) }, 241],
  ['infinity as a whole number', { $toLong: decimals(['Infinity']) }, 241],
])('%s is refused', async (_name, expression, code) => {
  expect(await codeOf(resultOf(expression))).toBe(code);
});

test('one decimal makes a sum and a mean decimal, and doubles count with all their digits', async () => {
  const collection = await collectionOf(database, [
    { v: Decimal128.fromString('0.10') },
    { v: Long.fromNumber(2) },
    { v: new Double(0.5) },
    { v: 1 },
    { v: 'text' },
  ]);
  const [found] = await collection
    .aggregate([{ $group: { _id: null, sum: { $sum: '$v' }, avg: { $avg: '$v' } } }])
    .toArray();
  expect(String(found?.['sum'])).toBe('3.60');
  expect(String(found?.['avg'])).toBe('0.90');
});

test('$inc and $mul by a decimal make the field one, and $min and $max compare with every type', async () => {
  const collection = await collectionOf(database, [
    { inc: 1, mul: Decimal128.fromString('1.50'), min: 5, max: new Double(1.5) },
  ]);
  await collection.updateOne(
    {},
    {
      $inc: { inc: Decimal128.fromString('0.25') },
      $mul: { mul: 2 },
      $min: { min: Decimal128.fromString('4.99') },
      $max: { max: Decimal128.fromString('1.5') },
    },
  );
  const { _id, ...found } = (await collection.findOne({})) ?? {};
  expect(Object.values(found).map(String)).toEqual(['1.25', '3.00', '4.99', '1.5']);
});
