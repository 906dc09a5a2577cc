import type { Doc } from './values/types.ts';

/** MongoDB's error names and codes, as far as this store reports them. */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  FailedToParse: 9,
  UserNotFound: 11,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  EmptyFieldName: 56,
  UnknownReplWriteConcern: 79,
  UnsatisfiableWriteConcern: 100,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  CommandNotSupported: 115,
  InvalidPipelineOperator: 168,
  ConflictingOperationInProgress: 117,
  CannotIndexParallelArrays: 171,
  TransactionTooOld: 225,
  CursorKilled: 237,
  InvalidIndexSpecificationOption: 197,
  ConversionFailure: 241,
  SnapshotUnavailable: 246,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  CannotBackup: 268,
  ChangeStreamHistoryLost: 286,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  DataCorruptionDetected: 301,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
} as const;

export type ErrorName = keyof typeof CODES;

/** An error as MongoDB reports it: a code, its name, labels and extra fields such as `keyPattern`. */
export class StoreError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: string[];
  readonly extra: Doc | undefined;

  constructor(
    code: number,
    codeName: string,
    message: string,
    options: { labels?: string[]; extra?: Doc } = {},
  ) {
    super(message);
    this.code = code;
    this.codeName = codeName;
    this.labels = options.labels ?? [];
    this.extra = options.extra;
  }
}

/** What is added where a name is unknown: a slip of the pen, or something that only MongoDB has. */
export const UNKNOWN = ' (if MongoDB has it, the embedded store does not support it)';

/** A MongoDB error by name: `throw failure('BadValue', 'unknown operator: $foo')`. */
export function failure(
  name: ErrorName,
  message: string,
  options: { labels?: string[]; extra?: Doc } = {},
): StoreError {
  return new StoreError(CODES[name], name, message, options);
}

/** A MongoDB error that has a number and no name: the name is `Location` and the number. */
export function location(code: number, message: string): StoreError {
  return new StoreError(code, `Location${code}`, message);
}

/** A field that a command needs and does not have. */
export const missingField = (path: string): StoreError =>
  location(40414, `BSON field '${path}' is missing but a required field`);
