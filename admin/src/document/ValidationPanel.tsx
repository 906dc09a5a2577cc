import { Alert } from '@mui/material';
import type { Bodies, Kind } from '#schemas/document.ts';
import { bodyOf } from './body.ts';
import { FaultList } from './FaultList.tsx';
import type { DocumentRecord, Noun } from './types.ts';
import type { Validation } from './validation.ts';

const Verdict = ({ validation }: { validation: Validation }) => {
  switch (validation.state) {
    case 'checking':
      return <Alert severity="info">Checking …</Alert>;
    case 'valid':
      return <Alert severity="success">Valid: it can be published.</Alert>;
    case 'unreachable':
      return <Alert severity="warning">The server did not check it. You can still save.</Alert>;
    case 'invalid':
      return (
        <Alert severity="error">
          {validation.faults.length === 1 ? 'One fault' : `${validation.faults.length} faults`}
          <FaultList faults={validation.faults} />
        </Alert>
      );
  }
};

const unsaved = <K extends Kind>(noun: Noun<K>, body: unknown): DocumentRecord => ({
  id: 'unsaved',
  key: 'unsaved',
  kind: noun.kind,
  name: '',
  body,
  live: null,
  draft: null,
  status: 'draft',
  updatedAt: null,
  author: null,
});

const Meaning = <K extends Kind>({ noun, body }: { noun: Noun<K>; body: Bodies[K] }) => {
  if (noun.Rail) return <noun.Rail body={body} />;
  return noun.Summary ? <noun.Summary body={body} record={unsaved(noun, body)} /> : null;
};

/** What the server thinks of the text, and what the text says in words. */
export const ValidationPanel = ({
  noun,
  validation,
  written,
}: {
  noun: Noun<Kind>;
  /** Undefined while there is nothing to say of it. */
  validation: Validation | undefined;
  /** The value of the text; undefined while it is not JSON. */
  written: unknown;
}) => {
  const body = bodyOf(noun.kind, written);
  return (
    <>
      <div role="status">
        {validation === undefined ? (
          <Alert severity="info">What is still missing is told here once you begin.</Alert>
        ) : (
          <Verdict validation={validation} />
        )}
      </div>
      {body !== undefined && <Meaning noun={noun} body={body} />}
    </>
  );
};
