import { failure } from '../errors.ts';
import { isNumeric } from '../values/numbers.ts';
import { type Doc, doc, type Value } from '../values/types.ts';
import { type Context, collectionName, countField } from './context.ts';

const asCursorId = (value: Value): bigint => {
  if (isNumeric(value)) return BigInt(value.toString());
  throw failure('TypeMismatch', 'a cursor id must be a number');
};

export async function getMore({ command, database, cursors, ...context }: Context): Promise<Doc> {
  const name = collectionName({ command, database, cursors, ...context }, command.get('collection'));
  const cursor = await cursors.more(asCursorId(command.get('getMore')), `${database}.${name}`, {
    batchSize: countField(command, 'batchSize'),
    waitMs: countField(command, 'maxTimeMS'),
  });
  return doc({ cursor, ok: 1 });
}

export function killCursors({ command, cursors }: Context): Doc {
  const ids = command.get('cursors');
  if (!Array.isArray(ids)) throw failure('TypeMismatch', 'Expected field cursors to be an array');
  const { killed, missing } = cursors.kill(ids.map(asCursorId));
  return doc({
    cursorsKilled: killed,
    cursorsNotFound: missing,
    cursorsAlive: [],
    cursorsUnknown: [],
    ok: 1,
  });
}
