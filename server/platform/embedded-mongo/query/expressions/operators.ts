import { ARITHMETIC } from './arithmetic.ts';
import { ARRAYS } from './arrays.ts';
import { CONVERSIONS } from './conversions.ts';
import { DATES } from './dates.ts';
import { LOGIC } from './logic.ts';
import { OBJECTS } from './objects.ts';
import type { Operator } from './operands.ts';
import { STRINGS } from './strings.ts';

/** Every supported expression operator by name. */
export const OPERATORS: Record<string, Operator> = {
  ...ARITHMETIC,
  ...ARRAYS,
  ...CONVERSIONS,
  ...DATES,
  ...LOGIC,
  ...OBJECTS,
  ...STRINGS,
};
