import { Alert, Button } from '@mui/material';
import { HttpError } from 'react-admin';
import { Failure } from '../ui/Loaded.tsx';
import { FaultList } from './FaultList.tsx';
import { faultsOfError } from './faults.ts';

type Props = { error: unknown; reload: (() => Promise<unknown>) | undefined };

/** Why a draft was not saved, and what can be done about it. */
export const SaveFailure = ({ error, reload }: Props) => {
  if (error === undefined) return null;
  if (error instanceof HttpError && error.status === 412)
    return (
      <Alert
        severity="warning"
        variant="outlined"
        action={
          <Button color="inherit" size="small" onClick={() => reload?.()}>
            Take theirs as the base
          </Button>
        }
      >
        Someone else saved this draft since you opened it. Your text stays here; saving again after this
        replaces theirs.
      </Alert>
    );
  const faults = faultsOfError(error);
  if (faults.length === 0) return <Failure error={error} />;
  return (
    <Alert severity="error" variant="outlined">
      <FaultList faults={faults} />
    </Alert>
  );
};
