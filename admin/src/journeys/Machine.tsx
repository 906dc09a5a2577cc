import { Stack } from '@mui/material';
import { lazy, Suspense, useState } from 'react';
import type { DocumentRecord } from '../document/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loaded, Placeholder } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import { type CountedState, type DrawnJourney, graphPath } from './graph.ts';
import { StateDialog } from './StateDialog.tsx';
import { StateTable } from './StateTable.tsx';
import { TransitionTable } from './TransitionTable.tsx';

const Canvas = lazy(async () => ({ default: (await import('./Canvas.tsx')).Canvas }));

/** The machine in force, drawn, and the same as tables for the keyboard and for screen readers. */
export const Machine = ({ journey }: { journey: DocumentRecord }) => {
  const view = useView<DrawnJourney>(journey.live ? graphPath(journey.key) : undefined);
  const [open, setOpen] = useState<CountedState | undefined>(undefined);
  if (!journey.live)
    return (
      <EmptyState
        title="Not live yet"
        why="The machine is drawn with the customers in each of its states once it is published."
      />
    );
  return (
    <Loaded view={view}>
      {(graph) => (
        <Stack spacing={2}>
          <Section title="Machine" hint="Dashed arrows are delays. A state lists its customers." flush>
            <Suspense fallback={<Placeholder />}>
              <Canvas journey={graph} onOpen={setOpen} />
            </Suspense>
          </Section>
          <Section title="States" flush>
            <StateTable journey={graph} onOpen={setOpen} />
          </Section>
          <Section title="Transitions" flush>
            <TransitionTable journey={graph} />
          </Section>
          {open && <StateDialog journey={graph.key} state={open} onClose={() => setOpen(undefined)} />}
        </Stack>
      )}
    </Loaded>
  );
};
