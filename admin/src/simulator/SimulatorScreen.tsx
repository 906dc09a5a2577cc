import { Box } from '@mui/material';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { faultsOfError } from '../document/faults.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { addressOf, readAddress, type SimulationInput } from './address.ts';
import { CopyCall } from './CopyCall.tsx';
import { SaveCaseButton } from './SaveCaseButton.tsx';
import { SimulationResult } from './SimulationResult.tsx';
import { SimulatorForm } from './SimulatorForm.tsx';
import { TestCases } from './TestCases.tsx';
import { useSimulation } from './use-simulation.ts';

type Answer = ReturnType<typeof useSimulation>;

const Result = ({ answer, asked, retry }: { answer: Answer; asked: SimulationInput; retry: () => void }) => {
  if (answer.state === 'asking') return <Placeholder rows={5} />;
  if (answer.state === 'failed') return <Failure error={answer.error} retry={retry} />;
  if (answer.state === 'known')
    return <SimulationResult simulation={answer.value} wantsDrafts={asked.mode !== 'live'} />;
  return (
    <EmptyState
      title="Nobody was named yet"
      why="Name a customer to see what they would get, and why: every rule, every condition, every score. Suppose anything of them, at any time, with what is live or with your drafts. Nothing of it is recorded."
    />
  );
};

/** Why would this customer get this? Decides for nobody to see, and explains to the last condition. */
export const SimulatorScreen = () => {
  const [address, setAddress] = useSearchParams();
  const [attempt, setAttempt] = useState(0);
  const asked = readAddress(address);
  const answer = useSimulation(asked, attempt);
  const again = (): void => setAttempt((count) => count + 1);
  const ask = (input: SimulationInput): void => {
    setAddress(addressOf(input));
    again();
  };
  return (
    <>
      <PageHeader
        title="Simulator"
        subtitle="Why would this customer get this? A decision for nobody to see: nothing is shown, recorded or counted."
        actions={
          <>
            {answer.state === 'known' && <SaveCaseButton input={asked} simulation={answer.value} />}
            {answer.state !== 'idle' && <CopyCall input={asked} />}
          </>
        }
      />
      <Box
        sx={{
          display: 'grid',
          gap: 3,
          pb: 4,
          alignItems: 'start',
          gridTemplateColumns: { xs: '1fr', lg: '360px minmax(0, 1fr)' },
        }}
      >
        <SimulatorForm
          key={address.toString()}
          asked={asked}
          faults={answer.state === 'failed' ? faultsOfError(answer.error) : []}
          busy={answer.state === 'asking'}
          ask={ask}
        />
        <Box sx={{ minWidth: 0 }}>
          <Result answer={answer} asked={asked} retry={again} />
        </Box>
      </Box>
      <Box sx={{ pb: 4 }}>
        <TestCases />
      </Box>
    </>
  );
};
