import { Alert, Button, Typography } from '@mui/material';
import { HttpError } from 'react-admin';
import { Failure } from '../ui/Loaded.tsx';
import { FaultList } from './FaultList.tsx';
import { faultsOfError } from './faults.ts';

/** Why a release was refused: someone was first, or the documents have faults. */
export const PublishFailure = ({ error, rebase }: { error: unknown; rebase: () => void }) => {
  if (error === undefined) return null;
  if (error instanceof HttpError && error.status === 409)
    return (
      <Alert
        severity="warning"
        variant="outlined"
        action={
          <Button color="inherit" size="small" onClick={rebase}>
            Publish on top of it
          </Button>
        }
      >
        Someone else published meanwhile. Your draft is unharmed; look at what they changed under Releases.
      </Alert>
    );
  const faults = faultsOfError(error);
  if (faults.length === 0) return <Failure error={error} />;
  return (
    <Alert severity="error" variant="outlined">
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        It was not published, for {faults.length === 1 ? 'this reason' : `these ${faults.length} reasons`}:
      </Typography>
      <FaultList faults={faults} />
    </Alert>
  );
};
