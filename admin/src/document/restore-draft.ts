import type { DataProvider } from 'react-admin';
import type { DocumentRecord } from './types.ts';

/**
 * Brings a document's draft back to what it was: the text it had, its archiving, or none. What is live is not touched.
 */
export const restoreDraft = async (
  dataProvider: DataProvider,
  resource: string,
  { id, draft, body }: DocumentRecord,
): Promise<void> => {
  const { data: now } = await dataProvider.getOne<DocumentRecord>(resource, { id });
  const current = { id, previousData: now };
  if (draft !== null && draft.state !== 'archived') {
    await dataProvider.update(resource, { ...current, data: { body } });
  } else if ((draft === null) === (now.draft !== null)) {
    // deleting takes a draft away, and drafts the archiving where there is none
    await dataProvider.delete(resource, current);
  }
};
