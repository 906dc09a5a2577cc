import { z } from 'zod';
import { Kind } from './document.ts';

/** One immutable version of one document. */
export const Revision = z.strictObject({
  kind: Kind,
  key: z.string(),
  number: z.number().int().min(1),
  body: z.unknown(),
  contentHash: z.string(),
  author: z.string(),
  reason: z.string(),
  createdAt: z.date(),
});
export type Revision = z.infer<typeof Revision>;

/** One immutable set of revisions, in force in an environment once its pointer is swapped. */
export const Release = z.strictObject({
  environment: z.string(),
  number: z.number().int().min(1),
  parent: z.number().int().min(0),
  entries: z.record(z.string(), z.number().int()).describe('kind/key to revision number'),
  author: z.string(),
  reason: z.string(),
  createdAt: z.date(),
  contentHash: z.string(),
});
export type Release = z.infer<typeof Release>;

/** A fault in a document, at a path: how validation names everything that is wrong at once. */
export type DocumentFault = { document: string; path: (string | number)[]; message: string };
