import { Button } from '@mui/material';
import { useState } from 'react';
import { Confirm, useDelete, useNotify, useRefresh } from 'react-admin';
import type { ApiKeyRecord } from './types.ts';

export const RevokeButton = ({ apiKey }: { apiKey: ApiKeyRecord }) => {
  const [open, setOpen] = useState(false);
  const [remove, { isPending }] = useDelete<ApiKeyRecord, Error>();
  const notify = useNotify();
  const refresh = useRefresh();
  const revoke = (): void => {
    setOpen(false);
    remove(
      'api-keys',
      { id: apiKey.id, previousData: apiKey },
      {
        mutationMode: 'pessimistic',
        onSuccess: () => {
          notify(`“${apiKey.name}” is revoked.`, { type: 'success' });
          refresh();
        },
        onError: (error) => notify(error.message, { type: 'error' }),
      },
    );
  };
  return (
    <>
      <Button
        color="error"
        size="small"
        aria-label={`Revoke ${apiKey.name}`}
        disabled={isPending}
        onClick={() => setOpen(true)}
      >
        Revoke
      </Button>
      <Confirm
        isOpen={open}
        title={`Revoke “${apiKey.name}”?`}
        content="Whoever uses this key is refused from now on. This cannot be undone."
        confirm="Revoke"
        onConfirm={revoke}
        onClose={() => setOpen(false)}
      />
    </>
  );
};
