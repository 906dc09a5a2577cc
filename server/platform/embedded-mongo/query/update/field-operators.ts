import { Timestamp } from 'bson';
import { failure } from '../../errors.ts';
import { compare } from '../../values/compare.ts';
import { arithmetic, integer, isNumeric } from '../../values/numbers.ts';
import { print } from '../../values/print.ts';
import { typeName } from '../../values/type-names.ts';
import { copy, isDoc, type Value } from '../../values/types.ts';

/** The new value of the field at a path, or undefined where it stays as it is. */
export type FieldChange = (current: Value, operand: Value, path: string) => Value;

const calculate =
  (name: '$inc' | '$mul', operation: '+' | '*'): FieldChange =>
  (current, operand, path) => {
    if (!isNumeric(operand))
      throw failure(
        'TypeMismatch',
        `Cannot apply ${name} by what is no number: { ${path}: ${print(operand)} }`,
      );
    if (current === undefined) return operation === '+' ? operand : arithmetic('*', operand, 0);
    if (!isNumeric(current))
      throw failure('TypeMismatch', `Cannot apply ${name} to '${path}' of type ${typeName(current)}`);
    const result = arithmetic(operation, current, operand);
    if (result !== undefined) return result;
    throw failure('BadValue', `${name} of '${path}' (${current}) would be beyond an int64`);
  };

const bound =
  (sign: 1 | -1): FieldChange =>
  (current, operand) =>
    current === undefined || compare(operand, current) * sign > 0 ? operand : undefined;

function currentDate(_current: Value, operand: Value): Value {
  const type = isDoc(operand) ? operand.get('$type') : typeof operand === 'boolean' && 'date';
  if (type === 'date') return new Date();
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw failure(
    'BadValue',
    `$currentDate takes true or a $type of 'date' or 'timestamp', not ${print(operand)}`,
  );
}

const BITS: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

function bit(current: Value, operand: Value, path: string): Value {
  if (!isDoc(operand)) throw failure('BadValue', `$bit does not take a ${typeName(operand)}`);
  let value = current === undefined ? 0 : current;
  for (const [name, argument] of operand) {
    const apply = BITS[name];
    if (!apply) throw failure('BadValue', `$bit only supports 'and', 'or', and 'xor', not '${name}'`);
    if (!isInteger(value) || !isInteger(argument))
      throw failure('BadValue', `Cannot apply $bit to what is no whole number at '${path}'`);
    const result = apply(BigInt(value), BigInt(argument));
    value = typeof value === 'bigint' || typeof argument === 'bigint' ? result : integer(result);
  }
  return value;
}

const isInteger = (value: Value): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const set: FieldChange = (_current, operand) => copy(operand);

/** Operators of one field that give it a value. */
export const FIELD_OPERATORS: Record<string, FieldChange> = {
  $set: set,
  $setOnInsert: set,
  $inc: calculate('$inc', '+'),
  $mul: calculate('$mul', '*'),
  $min: bound(-1),
  $max: bound(1),
  $currentDate: currentDate,
  $bit: bit,
};
