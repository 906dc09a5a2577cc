import { z } from 'zod';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
export const maximumDepth = 32;

/** True for a key that could act as a database operator or reach a prototype. */
export const isForbiddenKey = (key: string): boolean => key.startsWith('$') || forbiddenKeys.has(key);

const notWellFormed = 'not well-formed Unicode: half of a surrogate pair is missing';
/** Half a surrogate pair cannot be stored as UTF-8: two different strings would come back as the same one. */
const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

type Path = (string | number)[];
export type JsonFault = { path: Path; message: string };

const keyFault = (key: string): string | null => {
  if (key.startsWith('$')) return 'a key may not begin with "$"';
  if (key.includes('\0')) return 'a key may not contain a NUL character';
  if (!isWellFormed(key)) return notWellFormed;
  return forbiddenKeys.has(key) ? `the key "${key}" is reserved` : null;
};

/** A whole number beyond 2^53 is not the one that was sent any more: its last digits are lost. */
const numberFault = (value: number): string | null => {
  if (!Number.isFinite(value)) return 'not a finite number';
  return !Number.isInteger(value) || Number.isSafeInteger(value)
    ? null
    : 'a whole number beyond 9007199254740991 loses digits: send it as a text';
};

const valueFault = (value: unknown, depth: number): string | null => {
  if (depth > maximumDepth) return `nested deeper than ${maximumDepth} levels`;
  switch (typeof value) {
    case 'boolean':
    case 'object':
      return null;
    case 'string':
      return isWellFormed(value) ? null : notWellFormed;
    case 'number':
      return numberFault(value);
    default:
      return 'not a JSON value';
  }
};

/** Walks with one path that is copied only for a fault: every body of every request comes through here. */
const collectFaults = (value: unknown, path: Path, faults: JsonFault[]): void => {
  const report = (message: string): number => faults.push({ path: [...path], message });
  const fault = valueFault(value, path.length);
  if (fault !== null) return void report(fault);
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const key of Object.keys(value)) {
    path.push(isList ? Number(key) : key);
    const wrong = isList ? null : keyFault(key);
    if (wrong === null) collectFaults((value as Record<string, unknown>)[key], path, faults);
    else report(wrong);
    path.pop();
  }
};

/**
 * Every reason why a value is not plain, bounded JSON: forbidden keys, too deep, not JSON at all.
 * @example jsonFaults({ a: { $gt: '' } }) // [{ path: ['a', '$gt'], message: 'a key may not begin with "$"' }]
 */
export const jsonFaults = (value: unknown): JsonFault[] => {
  const faults: JsonFault[] = [];
  collectFaults(value, [], faults);
  return faults;
};

const reportFaults = (value: unknown, context: z.RefinementCtx): void => {
  for (const fault of jsonFaults(value)) context.addIssue({ code: 'custom', ...fault });
};

/** Free-form JSON that is safe to store: no operator or prototype keys at any depth, at most 32 levels. */
export const SafeJson = z.custom<Json>((value) => value !== undefined).superRefine(reportFaults);

/** A free-form JSON object that is safe to store. */
export const SafeJsonObject = z
  .record(z.string(), z.unknown())
  .superRefine(reportFaults) as unknown as z.ZodType<JsonObject, JsonObject>;
