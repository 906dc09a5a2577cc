import { Alert, Button, LinearProgress, Typography } from '@mui/material';
import { useState } from 'react';
import { Confirm, useNotify, useRefresh } from 'react-admin';
import { apiRoot, callApi } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { formatCount } from '../ui/format.ts';
import { Failure } from '../ui/Loaded.tsx';
import { useOverview } from './use-overview.ts';

const second = 1000;

/** How far the removal is, by the customers that are left. */
const RemovalProgress = ({ atFirst }: { atFirst: number }) => {
  const left = useOverview(second).value?.customers ?? atFirst;
  const share = atFirst > 0 ? 1 - left / atFirst : 0;
  return (
    <>
      <Typography variant="body2" sx={{ mt: 1, mb: 0.5 }}>
        Removing … {formatCount(left)} of {formatCount(atFirst)} customers are left.
      </Typography>
      <LinearProgress variant="determinate" value={share * 100} aria-label="Removing the demo shop" />
    </>
  );
};

const useRemoval = () => {
  const refresh = useRefresh();
  const notify = useNotify();
  return useAction(async () => {
    await callApi(`${apiRoot}/demo`, { method: 'DELETE' });
    notify('The demo shop is gone. Its rules stay, as a start.', { type: 'success' });
    refresh();
  });
};

/** Says that the shop is made up, and takes it away in one click. */
export const DemoNotice = () => {
  const overview = useOverview().value;
  const [asking, setAsking] = useState(false);
  const [atFirst, setAtFirst] = useState(0);
  const removal = useRemoval();
  const remove = (): void => {
    setAsking(false);
    setAtFirst(overview?.customers ?? 0);
    removal.run(undefined);
  };
  if (!overview?.demo) return null;
  return (
    <>
      {removal.error !== undefined && <Failure error={removal.error} retry={() => removal.run(undefined)} />}
      <Alert
        severity="info"
        variant="outlined"
        action={
          <Button color="inherit" size="small" disabled={removal.pending} onClick={() => setAsking(true)}>
            Remove the demo
          </Button>
        }
      >
        Demo data is loaded: these customers, their orders and the results are made up.
        {removal.pending && <RemovalProgress atFirst={atFirst} />}
      </Alert>
      <Confirm
        isOpen={asking}
        title="Remove the demo shop?"
        content="Its customers, their events and decisions, its products and content, and all that they added to reports go for good. Rules, journeys and experiments stay, and so does everything of real customers."
        confirm="Remove"
        onConfirm={remove}
        onClose={() => setAsking(false)}
      />
    </>
  );
};
