import { Binary, Decimal128, Double, ObjectId } from 'bson';
import fc from 'fast-check';
import type { Value } from '#server/platform/embedded-mongo/values/types.ts';

const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double().map((value) => new Double(value)),
  fc.integer({ min: -50, max: 50 }).map((value) => new Double(value / 10)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 30 }))
    .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`)),
);

const scalar: fc.Arbitrary<Value> = fc.oneof(
  number,
  fc.constant(null),
  fc.boolean(),
  fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', 'B', 'é', '\u{10000}', '\uffff') }),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(Buffer.from(bytes))),
);

/** Values of every common type, nested a little, with many equal ones among them. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', '1'), tie('value')), {
        maxLength: 3,
        selector: ([name]) => name,
      })
      .map((entries) => new Map(entries)),
  ),
})).value;
