import { Alert } from '@mui/material';
import type { Kind } from '#schemas/document.ts';
import { JsonEditor } from '../editor/LazyEditor.tsx';
import { Section } from '../ui/Section.tsx';
import { bodyOf } from './body.ts';
import type { DocumentRecord, Noun } from './types.ts';

/** What a document says in words, or its JSON where there are none or it is not valid yet. */
export const Summary = <K extends Kind>({ noun, record }: { noun: Noun<K>; record: DocumentRecord }) => {
  const body = bodyOf(noun.kind, record.body);
  if (body !== undefined && noun.Summary) return <noun.Summary body={body} record={record} />;
  return (
    <>
      {body === undefined && (
        <Alert severity="warning" variant="outlined" sx={{ mb: 2 }}>
          This draft has faults and cannot be summed up. Open the editor to see them.
        </Alert>
      )}
      <Section title="Document" flush>
        <JsonEditor label={`${noun.one} as JSON`} value={JSON.stringify(record.body, null, 2)} />
      </Section>
    </>
  );
};
