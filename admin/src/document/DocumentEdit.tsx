import { useState } from 'react';
import { useGetOne, useNotify, useUpdate } from 'react-admin';
import { useParams } from 'react-router';
import type { Kind } from '#schemas/document.ts';
import { Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { DocumentActions } from './DocumentActions.tsx';
import { DraftForm } from './DraftForm.tsx';
import { LoadFailure } from './LoadFailure.tsx';
import { Provenance } from './Provenance.tsx';
import { StatusChips } from './StatusChips.tsx';
import type { DocumentRecord, Noun } from './types.ts';

const isSame = (one: DocumentRecord, other: DocumentRecord): boolean =>
  JSON.stringify(one.body) === JSON.stringify(other.body);

/**
 * The record that is being edited. What someone else writes meanwhile does not slip in under unsaved text: the next
 * save is then refused, and says so.
 */
const useBase = (record: DocumentRecord | undefined, unsaved: boolean) => {
  const [base, setBase] = useState(record);
  const isNews = record !== undefined && record !== base;
  if (isNews && (base === undefined || !unsaved || isSame(record, base))) setBase(record);
  return [base ?? record, setBase] as const;
};

const Editor = ({ noun, id }: { noun: Noun<Kind>; id: string }) => {
  const notify = useNotify();
  const { data, error, refetch } = useGetOne<DocumentRecord>(noun.resource, { id }, { retry: false });
  const [update] = useUpdate<DocumentRecord>();
  const [unsaved, setUnsaved] = useState(false);
  const [record, setBase] = useBase(data, unsaved);
  if (record === undefined)
    return error ? <LoadFailure noun={noun} id={id} error={error} retry={refetch} /> : <Placeholder />;
  const save = async (body: unknown, { quiet }: { quiet: boolean }): Promise<void> => {
    await update(
      noun.resource,
      { id: record.id, data: { body }, previousData: record },
      { mutationMode: 'pessimistic', returnPromise: true },
    );
    await reload();
    if (!quiet) notify('The draft is saved.', { type: 'success' });
  };
  const reload = async (): Promise<void> => setBase((await refetch()).data);
  return (
    <>
      <PageHeader
        title={`Edit ${record.name}`}
        parent={{ label: record.name, to: `/${noun.resource}/${encodeURIComponent(id)}/show` }}
        badges={<StatusChips record={record} />}
        subtitle={<Provenance record={record} />}
        actions={<DocumentActions noun={noun} record={record} unsaved={unsaved} editing />}
      />
      <DraftForm
        noun={noun}
        documentKey={record.key}
        body={record.body}
        save={save}
        reload={reload}
        onUnsaved={setUnsaved}
      />
    </>
  );
};

/**
 * The draft of an existing document. What is live is never edited. Each document has an editor of its own, so that
 * neither text nor history of one gets into another.
 */
export const DocumentEdit = ({ noun }: { noun: Noun<Kind> }) => {
  const { id = '' } = useParams();
  return <Editor key={id} noun={noun} id={id} />;
};
