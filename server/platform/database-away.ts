/** What the database driver throws where the database is gone, or went while it was asked. */
const names = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoServerSelectionError',
]);

type Thrown = { name?: string; code?: unknown; errorResponse?: unknown } | null | undefined;

/**
 * Did something fail because the database is away? The error of a bulk write has the driver's own within it, and the
 * one of a socket that breaks while it is written to is Node's.
 * @example isDatabaseAway(new MongoNetworkError('connection 3 closed')) // true
 */
export const isDatabaseAway = (error: unknown): boolean => {
  const { name = '', code, errorResponse } = (error as Thrown) ?? {};
  return (
    names.has(name) || code === 'EPIPE' || (errorResponse !== undefined && isDatabaseAway(errorResponse))
  );
};
