import { Button } from '@mui/material';
import { useState } from 'react';
import type { SimulationInput } from './address.ts';
import { SaveCaseDialog } from './SaveCaseDialog.tsx';
import type { Simulation } from './types.ts';

/** Keeps what came out as what must come out; of two sides that of the drafts. */
export const SaveCaseButton = ({ input, simulation }: { input: SimulationInput; simulation: Simulation }) => {
  const [open, setOpen] = useState(false);
  const explained = simulation.draft ?? simulation.live;
  if (explained === null || explained.decision.elements.length === 0) return null;
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        Save as test case …
      </Button>
      {open && <SaveCaseDialog input={input} explained={explained} onClose={() => setOpen(false)} />}
    </>
  );
};
