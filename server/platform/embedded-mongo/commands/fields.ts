import { location, missingField } from '../errors.ts';
import type { Doc } from '../values/types.ts';

const EVERYWHERE =
  '$db lsid txnNumber autocommit startTransaction readConcern writeConcern comment maxTimeMS $readPreference $clusterTime apiVersion apiStrict apiDeprecationErrors';

/** The fields that a command may have; those with an exclamation mark it must have. */
const FIELDS: Record<string, string> = {
  find: 'filter projection sort hint skip limit batchSize singleBatch min max returnKey showRecordId tailable awaitData oplogReplay noCursorTimeout allowPartialResults allowDiskUse collation let',
  count: 'query limit skip hint collation fields',
  distinct: 'key! query hint collation',
  aggregate: 'pipeline! cursor explain allowDiskUse bypassDocumentValidation hint collation let',
  insert: 'documents! ordered bypassDocumentValidation',
  update: 'updates! ordered bypassDocumentValidation let',
  delete: 'deletes! ordered let',
  findAndModify:
    'query sort remove update new fields upsert bypassDocumentValidation collation arrayFilters hint let',
  bulkWrite: 'ops! nsInfo! ordered errorsOnly cursor bypassDocumentValidation let',
  getMore: 'collection! batchSize',
  killCursors: 'cursors!',
  create:
    'capped autoIndexId idIndex size max storageEngine validator validationLevel validationAction indexOptionDefaults viewOn pipeline collation timeseries clusteredIndex changeStreamPreAndPostImages expireAfterSeconds encryptedFields',
  createIndexes: 'indexes! commitQuorum ignoreUnknownIndexOptions',
  dropIndexes: 'index!',
  listIndexes: 'cursor',
  listCollections: 'filter nameOnly authorizedCollections cursor',
  'update.updates': 'q! u! multi upsert arrayFilters hint sort collation c',
  'delete.deletes': 'q! limit! hint collation',
};

interface Known {
  known: Set<string>;
  required: string[];
}

const TABLE = new Map<string, Known>(
  Object.entries(FIELDS).map(([name, text]) => {
    const fields = text.split(' ');
    const required = fields.filter((field) => field.endsWith('!')).map((field) => field.slice(0, -1));
    const names = fields.map((field) => field.replace('!', ''));
    return [name, { known: new Set([name, ...names, ...EVERYWHERE.split(' ')]), required }];
  }),
);

/** Throws 40415 for a field that a command, or a statement in it, does not know, and 40414 for one that is missing. */
export function checkFields(name: string, fields: Doc): void {
  const table = TABLE.get(name);
  if (!table) return;
  for (const field of fields.keys()) {
    if (!table.known.has(field)) throw location(40415, `BSON field '${name}.${field}' is an unknown field.`);
  }
  for (const field of table.required) if (!fields.has(field)) throw missingField(`${name}.${field}`);
}
