import { HttpError } from 'react-admin';
import type { Kind } from '#schemas/document.ts';
import { Failure } from '../ui/Loaded.tsx';
import { Missing } from '../ui/Missing.tsx';
import type { Noun } from './types.ts';

type Props = { noun: Noun<Kind>; id: string; error: unknown; retry: () => unknown };

/** Why a document cannot be shown: there is none of that key, or it could not be read. */
export const LoadFailure = ({ noun, id, error, retry }: Props) =>
  error instanceof HttpError && error.status === 404 ? (
    <Missing
      title={`No such ${noun.one}`}
      why={`Nothing in this environment has the key “${id}”. It may be in another one, or was never saved.`}
      back={{ label: noun.many, to: `/${noun.resource}` }}
    />
  ) : (
    <Failure error={error} retry={retry} />
  );
