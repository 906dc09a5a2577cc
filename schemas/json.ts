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

/**
 * Every reason why a value is not plain, bounded JSON: forbidden keys, too deep, not JSON at all.
 * @example jsonFaults({ a: { $gt: '' } }) // [{ path: ['a', '$gt'], message: 'a key may not begin with "$"' }]
 */
export const jsonFaults = (value: unknown, path: Path = []): JsonFault[] => {
  if (path.length > maximumDepth) return [{ path, message: `nested deeper than ${maximumDepth} levels` }];
  if (value === null || typeof value === 'boolean') return [];
  if (typeof value === 'string') return isWellFormed(value) ? [] : [{ path, message: notWellFormed }];
  if (typeof value === 'number')
    return Number.isFinite(value) ? [] : [{ path, message: 'not a finite number' }];
  if (Array.isArray(value)) return value.flatMap((item, index) => jsonFaults(item, [...path, index]));
  if (typeof value !== 'object') return [{ path, message: 'not a JSON value' }];
  return Object.entries(value).flatMap(([key, item]) => keyFaults(key, [...path, key], item));
};

const keyFaults = (key: string, path: Path, item: unknown): JsonFault[] => {
  if (key.startsWith('$')) return [{ path, message: 'a key may not begin with "$"' }];
  if (key.includes('\0')) return [{ path, message: 'a key may not contain a NUL character' }];
  if (!isWellFormed(key)) return [{ path, message: notWellFormed }];
  if (forbiddenKeys.has(key)) return [{ path, message: `the key "${key}" is reserved` }];
  return jsonFaults(item, path);
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
