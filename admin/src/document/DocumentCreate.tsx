import { useDataProvider, useNotify, useRedirect } from 'react-admin';
import type { Kind } from '#schemas/document.ts';
import { PageHeader } from '../ui/PageHeader.tsx';
import { DraftForm } from './DraftForm.tsx';
import type { DocumentRecord, Noun } from './types.ts';

/** A new document, begun from the kind's template. */
export const DocumentCreate = ({ noun }: { noun: Noun<Kind> }) => {
  const dataProvider = useDataProvider();
  const redirect = useRedirect();
  const notify = useNotify();
  const save = async (body: unknown): Promise<void> => {
    const { data: made } = await dataProvider.create<DocumentRecord>(noun.resource, { data: { body } });
    notify('The draft is saved.', { type: 'success' });
    redirect(noun.Form ? 'edit' : 'show', noun.resource, made.id);
  };
  return (
    <>
      <PageHeader
        title={`New ${noun.one}`}
        parent={{ label: noun.many, to: `/${noun.resource}` }}
        subtitle="Give it a key of its own; nothing is live before you publish."
      />
      <DraftForm noun={noun} body={noun.template} save={save} />
    </>
  );
};
