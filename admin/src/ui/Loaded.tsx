import { Alert, Button, Skeleton, Stack } from '@mui/material';
import type { ReactNode } from 'react';
import type { View } from './use-view.ts';

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : 'The server did not answer.';

/** What went wrong and a way to try again. */
export const Failure = ({ error, retry }: { error: unknown; retry?: (() => unknown) | undefined }) => (
  <Alert
    severity="error"
    variant="outlined"
    action={
      retry && (
        <Button color="inherit" size="small" onClick={() => retry()}>
          Try again
        </Button>
      )
    }
  >
    {messageOf(error)}
  </Alert>
);

export const Placeholder = ({ rows = 3 }: { rows?: number }) => (
  <Stack spacing={1.5} role="status" aria-label="Loading">
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
      <Skeleton key={row} variant="rounded" height={row === 0 ? 32 : 72} />
    ))}
  </Stack>
);

/** Shows a view once it is there, a skeleton before, and an error with a retry when it fails. */
export const Loaded = <Value,>({
  view,
  rows,
  children,
}: {
  view: View<Value>;
  rows?: number;
  children: (value: Value) => ReactNode;
}) => {
  if (view.value !== undefined) return <>{children(view.value)}</>;
  if (view.error) return <Failure error={view.error} retry={view.refetch} />;
  return <Placeholder {...(rows === undefined ? {} : { rows })} />;
};
