import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';

export type { ClientSession, Connection };

export type IndexSpec = {
  keys: Record<string, 1 | -1>;
  name?: string;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Record<string, unknown>;
  expireAfterSeconds?: number;
};

/** Mongoose holds keys and indexes; Zod holds the shape. So a collection is an open schema with a string key. */
const openSchema = (): Schema =>
  new Schema(
    { _id: String },
    { strict: false, minimize: false, versionKey: false, autoIndex: false, autoCreate: false },
  );

/** Names of indexes that earlier versions made and that nobody needs any more. */
type Former = { dropped?: readonly string[] };

const registered = new Map<string, { indexes: readonly IndexSpec[]; dropped: readonly string[] }>();

/**
 * Declares a collection and its indexes, and returns how to reach it in a database.
 * @example const products = collection<StoredProduct>('products', [{ keys: { scope: 1, category: 1 } }]);
 *          await products(db).findOne({ _id }).lean();
 */
export const collection = <T extends { _id: string }>(
  name: string,
  indexes: readonly IndexSpec[],
  { dropped = [] }: Former = {},
): ((db: Connection) => Model<T>) => {
  registered.set(name, { indexes, dropped });
  return (db) =>
    (db.models[name] as Model<T> | undefined) ?? (db.model(name, openSchema(), name) as unknown as Model<T>);
};

/** Opens a pool of connections; a bad address fails within five seconds and says so. */
export const connectMongo = (uri: string): Promise<Connection> =>
  mongoose.createConnection(uri, { serverSelectionTimeoutMS: 5_000, maxPoolSize: 50 }).asPromise();

const isMissing = (error: unknown): boolean =>
  (error as { codeName?: string }).codeName === 'NamespaceNotFound';

const createCollection = async (db: Connection, name: string): Promise<void> => {
  try {
    await db.createCollection(name);
  } catch (error) {
    if ((error as { codeName?: string }).codeName !== 'NamespaceExists' && !isMissing(error)) throw error;
  }
};

const dropIndex = async (db: Connection, collection: string, index: string): Promise<void> => {
  try {
    await db.collection(collection).dropIndex(index);
  } catch (error) {
    if ((error as { codeName?: string }).codeName !== 'IndexNotFound') throw error;
  }
};

/**
 * Creates every declared collection and index that is missing, and drops those of earlier versions; safe to call
 * again and from several processes.
 */
export const ensureIndexes = async (db: Connection): Promise<void> => {
  for (const [name, { indexes, dropped }] of registered) {
    await createCollection(db, name);
    for (const { keys, ...options } of indexes) await db.collection(name).createIndex(keys, options);
    for (const index of dropped) await dropIndex(db, name, index);
  }
};

export const isDuplicateKey = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 11000;

type WriteError = { code?: number; index: number };

const writeErrorsOf = (error: unknown): WriteError[] => {
  const errors = (error as { writeErrors?: WriteError | WriteError[] }).writeErrors ?? [];
  return Array.isArray(errors) ? errors : [errors];
};

/** The duplicates, by index, that an unordered insert met. Rethrows when anything else went wrong. */
export const duplicatesOf = (error: unknown): Set<number> => {
  const errors = writeErrorsOf(error);
  if (errors.length === 0 || !errors.every(isDuplicateKey)) throw error;
  return new Set(errors.map(({ index }) => index));
};

/** The driver stumbles over an error of a commit that is none of its own: the socket's, when the database goes away. */
const commitSafely = (session: ClientSession): void => {
  const commit = session.commitTransaction.bind(session);
  session.commitTransaction = async () => {
    try {
      await commit();
    } catch (error) {
      const { MongoError, MongoNetworkError } = mongoose.mongo;
      throw error instanceof MongoError ? error : new MongoNetworkError(String(error));
    }
  };
};

/** Runs the work in one transaction; the driver retries what is transient. All or nothing. */
export const withTransaction = async <R>(
  db: Connection,
  work: (session: ClientSession) => Promise<R>,
): Promise<R> => {
  const session = await db.startSession();
  commitSafely(session);
  try {
    return await session.withTransaction(() => work(session));
  } finally {
    await session.endSession();
  }
};
