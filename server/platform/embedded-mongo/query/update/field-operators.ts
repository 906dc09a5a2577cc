import { Timestamp } from 'bson';
import { failure } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import { arithmetic, integer, isNumeric } from '../../values/numbers.ts';
import { print } from '../../values/print.ts';
import { typeName } from '../../values/type-names.ts';
import { copy, type Doc, isDoc, doc as makeDoc, type Value } from '../../values/types.ts';

/** Where an operator works: for its error messages. */
export interface Place {
  doc: Doc;
  path: string;
}

/** The new value of a field, or undefined where it stays as it is. */
export type FieldChange = (current: Value, operand: Value, place: Place) => Value;

const identity = (doc: Doc): string => print(makeDoc({ _id: doc.get('_id') }));

function calculate(name: string, verb: string, operation: '+' | '*'): FieldChange {
  return (current, operand, { doc, path }) => {
    if (!isNumeric(operand)) {
      throw failure('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ${print(operand)}}`);
    }
    if (current === undefined) return operation === '+' ? operand : arithmetic('*', operand, 0);
    if (!isNumeric(current)) {
      const field = path.split('.').at(-1);
      throw failure(
        'TypeMismatch',
        `Cannot apply ${name} to a value of non-numeric type. ${identity(doc)} has the field '${field}' of non-numeric type ${typeName(current)}`,
      );
    }
    const result = arithmetic(operation, current, operand);
    if (result !== undefined) return result;
    throw failure(
      'BadValue',
      `Failed to apply ${name} operations to current value (${print(current)}) for document ${identity(doc)}`,
    );
  };
}

const bound =
  (sign: 1 | -1): FieldChange =>
  (current, operand) =>
    current === undefined || compare(operand, current) * sign > 0 ? operand : undefined;

function currentDate(_current: Value, operand: Value): Value {
  const type = isDoc(operand) ? operand.get('$type') : 'date';
  if (type === 'date' && operand !== false) return new Date();
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw failure(
    'BadValue',
    `The '$type' string field is required to be 'date' or 'timestamp': ${print(operand)}`,
  );
}

const BITS: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

function bit(current: Value, operand: Value, { path }: Place): Value {
  if (!isDoc(operand))
    throw failure('BadValue', `The $bit modifier is not compatible with a ${typeName(operand)}`);
  let value = current ?? 0;
  for (const [name, argument] of operand) {
    const apply = BITS[name];
    if (!apply)
      throw failure('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    if (!isInteger(value) || !isInteger(argument)) {
      throw failure('BadValue', `Cannot apply $bit to a value of non-integral type at '${path}'`);
    }
    const result = apply(BigInt(value), BigInt(argument));
    value = typeof value === 'bigint' || typeof argument === 'bigint' ? result : integer(result);
  }
  return value;
}

const isInteger = (value: Value): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const set: FieldChange = (_current, operand) => copy(operand);

/** Operators of one field. `$unset` and `$rename` only have their names here: they move no value. */
export const FIELD_OPERATORS: Record<string, FieldChange> = {
  $set: set,
  $setOnInsert: set,
  $unset: () => undefined,
  $inc: calculate('$inc', 'increment', '+'),
  $mul: calculate('$mul', 'multiply', '*'),
  $min: bound(-1),
  $max: bound(1),
  $currentDate: currentDate,
  $bit: bit,
};
