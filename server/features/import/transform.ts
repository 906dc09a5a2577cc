import type { ValueSource } from '#schemas/import-mapping.ts';
import { minorUnits } from '#server/domain/minor-units.ts';
import { dateReader } from './dates.ts';

export type Defaults = { currency: string; timeZone: string };
/** The value, or undefined with a word on why in `faults`. */
export type Transform = (value: unknown, faults: string[]) => unknown;

export const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  '1': true,
  false: false,
  no: false,
  n: false,
  '0': false,
};

export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
};

const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

const reject = (faults: string[], text: string, expected: string): undefined => {
  faults.push(`${quote(text)} is not ${expected}`);
  return undefined;
};

const toNumber: Transform = (value, faults) => {
  const text = textOf(value).trim();
  return decimal.test(text) ? Number(text) : reject(faults, text, 'a number');
};

const toInteger: Transform = (value, faults) => {
  const text = textOf(value).trim();
  const number = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : reject(faults, text, 'a whole number');
};

const toBoolean: Transform = (value, faults) => {
  const text = textOf(value).trim();
  return truths[text.toLowerCase()] ?? reject(faults, text, 'true or false');
};

const toMoney =
  (currency: string): Transform =>
  (value, faults) => {
    const text = textOf(value).trim();
    return minorUnits(text, currency) ?? reject(faults, text, 'an amount of money');
  };

const toDate = (format: string, timeZone: string): Transform => {
  const read = dateReader(format, timeZone);
  return (value, faults) => {
    const text = textOf(value);
    return read(text)?.toISOString() ?? reject(faults, text, `a date of the form ${format}`);
  };
};

const toList =
  (separator: string): Transform =>
  (value) => {
    const items = Array.isArray(value) ? value.map(textOf) : textOf(value).split(separator);
    return items.map((item) => item.trim()).filter((item) => item !== '');
  };

const toJson: Transform = (value, faults) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return reject(faults, value, 'JSON');
  }
};

/**
 * Makes the transform that a mapping asks for. Money becomes minor units of its currency, dates become ISO 8601 UTC.
 * @example compileTransform({ as: 'money', … }, { currency: 'EUR', timeZone: 'UTC' })('1.15', []) // { amount: 115, … }
 */
export const compileTransform = (source: ValueSource, defaults: Defaults): Transform => {
  switch (source.as) {
    case 'string':
      return textOf;
    case 'integer':
      return toInteger;
    case 'number':
      return toNumber;
    case 'boolean':
      return toBoolean;
    case 'money':
      return toMoney(source.currency ?? defaults.currency);
    case 'date':
      return toDate(source.format ?? 'iso', source.timeZone ?? defaults.timeZone);
    case 'list':
      return toList(source.separator ?? ',');
    case 'json':
      return toJson;
  }
};
