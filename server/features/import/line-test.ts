import type { LineTest } from '#schemas/import-mapping.ts';
import { textOf } from './transform.ts';
import type { Row } from './types.ts';

export type TestRow = (row: Row) => boolean;

/** An empty value is no number, so it is neither below nor above anything. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/**
 * Makes a test of one column: every part that is given must hold.
 * @example compileLineTest({ column: 'quantity', lessThan: 1 })({ quantity: '0' }) // true
 */
export const compileLineTest = ({ column, ...test }: LineTest): TestRow => {
  const parts: ((text: string) => boolean)[] = [];
  if (test.equals !== undefined) parts.push((text) => text === String(test.equals));
  if (test.in !== undefined) {
    const allowed = new Set(test.in.map(String));
    parts.push((text) => allowed.has(text));
  }
  if (test.matches !== undefined) {
    const pattern = new RegExp(test.matches, 'u');
    parts.push((text) => pattern.test(text));
  }
  if (test.empty !== undefined) parts.push((text) => (text.trim() === '') === test.empty);
  if (test.lessThan !== undefined) parts.push((text) => numberOf(text) < test.lessThan!);
  if (test.atLeast !== undefined) parts.push((text) => numberOf(text) >= test.atLeast!);
  return (row) => {
    const text = textOf(row[column]);
    return parts.every((holds) => holds(text));
  };
};
