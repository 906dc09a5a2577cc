import { Alert, Button } from '@mui/material';
import { useCloseNotification, useNotify, useRefresh } from 'react-admin';

const Notice = ({ message, undo }: { message: string; undo: () => void }) => {
  const close = useCloseNotification();
  return (
    <Alert
      severity="info"
      variant="filled"
      action={
        <Button
          color="inherit"
          size="small"
          onClick={() => {
            close();
            undo();
          }}
        >
          Undo
        </Button>
      }
    >
      {message}
    </Alert>
  );
};

/** Long enough to be read, thought over and reached by keyboard. */
const shownMs = 12_000;

/** Tells what was done, with a way to take it back. */
export const useUndoNotice = () => {
  const notify = useNotify();
  const refresh = useRefresh();
  return (message: string, takeBack: () => Promise<unknown>): void => {
    const undo = (): void => {
      takeBack()
        .then(() => notify('It is as it was.', { type: 'success' }))
        .catch((error: Error) => notify(error.message, { type: 'error' }))
        .finally(refresh);
    };
    notify(<Notice message={message} undo={undo} />, { autoHideDuration: shownMs });
  };
};
