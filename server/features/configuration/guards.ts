import type { RequestHandler } from 'express';

/** Who may look, and who may change. */
export type Guards = { read: RequestHandler; write: RequestHandler };
