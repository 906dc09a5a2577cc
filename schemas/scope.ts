import { z } from 'zod';
import { Key } from './key.ts';

/** What every stored document belongs to. */
export const Scope = z.strictObject({ project: Key, environment: Key });
export type Scope = z.infer<typeof Scope>;

export const defaultProject = 'default';
export const environments = ['production', 'staging'] as const;

/** The prefix of every `_id` in a scope. */
export const scopeKey = (scope: Scope): string => `${scope.project}/${scope.environment}`;
