import { Button } from '@mui/material';
import { useNotify } from 'react-admin';
import type { SimulationInput } from './address.ts';
import { curlOf } from './request.ts';

/** Puts the storefront's call for the same customer on the clipboard. */
export const CopyCall = ({ input }: { input: SimulationInput }) => {
  const notify = useNotify();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(curlOf(input, window.location.origin));
      notify(
        'Copied: the call by which a storefront asks the same. Time, drafts and what is supposed are not in it.',
      );
    } catch {
      notify('The browser does not let this page use the clipboard.', { type: 'warning' });
    }
  };
  return (
    <Button variant="outlined" onClick={() => void copy()}>
      Copy API call
    </Button>
  );
};
