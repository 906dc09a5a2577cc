import { isNumeric, isZero } from '../values/numbers.ts';
import type { Value } from '../values/types.ts';

/** True in MongoDB's sense: everything but false, null, missing and zero. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isNumeric(value) || !isZero(value);
}
