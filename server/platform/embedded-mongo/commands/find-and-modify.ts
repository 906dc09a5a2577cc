import { failure } from '../errors.ts';
import { compileProjection } from '../query/project.ts';
import { parseSort } from '../query/sort.ts';
import { compileUpdate } from '../query/update/compile.ts';
import { removeDocument } from '../storage/documents.ts';
import { prepareQuery, storedOf } from '../storage/scan.ts';
import { type Doc, doc, type Value } from '../values/types.ts';
import { type Context, docField, ensureCollection, findCollection, refuse } from './context.ts';
import { firstFound } from './find.ts';
import { changeFound, upsert } from './statements.ts';
import { once } from './write.ts';

export function findAndModify(context: Context): Promise<Doc> {
  const { command } = context;
  refuse(command, ['collation', 'let'], 'findAndModify');
  const removing = command.get('remove') === true;
  const upserting = command.get('upsert') === true;
  const returnNew = command.get('new') === true;
  const change = command.get('update');
  if (removing === (change !== undefined))
    throw failure('FailedToParse', 'Either an update or remove=true must be specified');
  if (removing && upserting)
    throw failure('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  if (removing && returnNew)
    throw failure(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  const projection = docField(command, 'fields');
  const sort = parseSort(docField(command, 'sort'));
  const shown = projection.size > 0 ? compileProjection(projection) : (value: Doc) => value;
  return once(context, (store) => {
    const collection = upserting ? ensureCollection(context) : findCollection(context);
    const apply = removing ? undefined : compileUpdate(change, command.get('arrayFilters'));
    const nothing = replyOf(null, { n: 0, updatedExisting: removing ? undefined : false });
    if (!collection) return nothing;
    const target = { context, store, collection };
    const query = prepareQuery(collection, docField(command, 'query'), sort, command.get('hint'));
    const found = firstFound(query, store, sort);
    if (!found) {
      if (!upserting || !apply) return nothing;
      const added = upsert(target, query, change, apply);
      const upserted = added.get('_id');
      return replyOf(returnNew ? shown(added) : null, { n: 1, updatedExisting: false, upserted });
    }
    if (!apply) {
      const stored = storedOf(found);
      removeDocument(store, collection, stored);
      return replyOf(shown(stored.doc), { n: 1 });
    }
    const { before, after } = changeFound(target, query, found, change, apply);
    return replyOf(shown(returnNew ? after : before), { n: 1, updatedExisting: true });
  });
}

const replyOf = (value: Doc | null, lastErrorObject: Record<string, Value>): Doc =>
  doc({ lastErrorObject: doc(lastErrorObject), value, ok: 1 });
