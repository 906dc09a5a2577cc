import { Decimal } from 'decimal.js';
import { decimal, textOf } from './transform.ts';

/**
 * The product of numbers as a decimal text, exact to 20 digits. One that is no number is answered in its stead, so that
 * whoever reads the product refuses it by name.
 * @example multiply(['1.15', 3, -1]) // '-3.45'
 */
export const multiply = (factors: readonly unknown[]): string => {
  const texts = factors.map((factor) => textOf(factor).trim());
  const odd = texts.find((text) => !decimal.test(text));
  return odd ?? texts.reduce((product, text) => product.times(text), new Decimal(1)).toFixed();
};
