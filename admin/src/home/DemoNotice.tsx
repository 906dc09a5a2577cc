import { Alert, Button } from '@mui/material';
import { useState } from 'react';
import { Confirm, useNotify, useRefresh } from 'react-admin';
import { apiRoot, callApi } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { Failure } from '../ui/Loaded.tsx';
import { useDemo } from './use-demo.ts';

/** Says that the shop is made up, and takes it away in one click. */
export const DemoNotice = () => {
  const demo = useDemo();
  const [asking, setAsking] = useState(false);
  const refresh = useRefresh();
  const notify = useNotify();
  const removal = useAction(async () => {
    await callApi(`${apiRoot}/demo`, { method: 'DELETE' });
    notify('The demo shop is gone.', { type: 'success' });
    refresh();
  });
  const remove = (): void => {
    setAsking(false);
    removal.run(undefined);
  };
  if (!demo) return null;
  return (
    <>
      {removal.error !== undefined && <Failure error={removal.error} retry={() => removal.run(undefined)} />}
      <Alert
        severity="info"
        variant="outlined"
        action={
          <Button color="inherit" size="small" disabled={removal.pending} onClick={() => setAsking(true)}>
            {removal.pending ? 'Removing …' : 'Remove the demo'}
          </Button>
        }
      >
        You are looking at a demo shop: its customers, orders and results are made up.
      </Alert>
      <Confirm
        isOpen={asking}
        title="Remove the demo shop?"
        content="Its customers, events, products and documents go for good. What you made yourself stays."
        confirm="Remove"
        onConfirm={remove}
        onClose={() => setAsking(false)}
      />
    </>
  );
};
