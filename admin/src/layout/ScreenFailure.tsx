import { Alert, Button, Stack, Typography } from '@mui/material';
import type { ErrorProps } from 'react-admin';
import { PageHeader } from '../ui/PageHeader.tsx';

/** Stands in for a screen that could not be drawn; the rest of the admin goes on. */
export const ScreenFailure = ({ error }: ErrorProps) => (
  <>
    <PageHeader title="This screen could not be shown" />
    <Stack spacing={2} sx={{ maxWidth: 640, alignItems: 'flex-start' }}>
      <Typography>Nothing is lost on the server. Load the page anew, or go elsewhere by the menu.</Typography>
      <Alert severity="error" variant="outlined" sx={{ width: '100%', overflowWrap: 'anywhere' }}>
        {error.message}
      </Alert>
      <Button variant="contained" onClick={() => window.location.reload()}>
        Load the page anew
      </Button>
    </Stack>
  </>
);
