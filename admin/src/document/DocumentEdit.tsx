import { useGetOne, useNotify, useUpdate } from 'react-admin';
import { useParams } from 'react-router';
import type { Kind } from '#schemas/document.ts';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { DocumentActions } from './DocumentActions.tsx';
import { DraftForm } from './DraftForm.tsx';
import { Provenance } from './Provenance.tsx';
import { StatusChips } from './StatusChips.tsx';
import type { DocumentRecord, Noun } from './types.ts';

/** The draft of an existing document. What is live is never edited. */
export const DocumentEdit = ({ noun }: { noun: Noun<Kind> }) => {
  const { id = '' } = useParams();
  const notify = useNotify();
  const { data: record, error, refetch } = useGetOne<DocumentRecord>(noun.resource, { id }, { retry: false });
  const [update] = useUpdate<DocumentRecord>();
  if (record === undefined) return error ? <Failure error={error} retry={refetch} /> : <Placeholder />;
  const save = async (body: unknown): Promise<void> => {
    await update(
      noun.resource,
      { id: record.id, data: { body }, previousData: record },
      { mutationMode: 'pessimistic', returnPromise: true },
    );
    await refetch();
    notify('The draft is saved.', { type: 'success' });
  };
  return (
    <>
      <PageHeader
        title={`Edit ${record.name}`}
        parent={{ label: record.name, to: `/${noun.resource}/${encodeURIComponent(id)}/show` }}
        badges={<StatusChips record={record} />}
        subtitle={<Provenance record={record} />}
        actions={<DocumentActions noun={noun} record={record} editing />}
      />
      <DraftForm noun={noun} documentKey={record.key} body={record.body} save={save} reload={refetch} />
    </>
  );
};
