import { Alert, Box, Stack } from '@mui/material';
import { titleOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount, formatShare } from '../ui/format.ts';
import { Section } from '../ui/Section.tsx';
import { Stat } from '../ui/Stat.tsx';
import { ExampleTable } from './ExampleTable.tsx';
import { GroupTable } from './GroupTable.tsx';
import { PlacementSection } from './PlacementSection.tsx';
import type { Result } from './types.ts';

const Numbers = ({ result: { decisions, replayed, changed, repeats } }: { result: Result }) => (
  <Stack direction="row" useFlexGap sx={{ gap: 2, flexWrap: 'wrap' }}>
    <Stat
      label="Decided again"
      value={formatCount(replayed)}
      hint={`${formatShare(replayed / decisions)} of ${formatCount(decisions)} recorded`}
    />
    <Stat
      label="Would change"
      value={formatShare(replayed === 0 ? null : changed / replayed)}
      hint={changed === 1 ? 'one decision' : `${formatCount(changed)} decisions`}
    />
    {repeats.decisions > 0 && (
      <Stat
        label="Repeated to the byte"
        value={formatShare(repeats.identical / repeats.decisions)}
        hint={`of ${formatCount(repeats.decisions)} that this release made`}
      />
    )}
  </Stack>
);

const LeftOut = ({ leftOut, decisions }: Pick<Result, 'leftOut' | 'decisions'>) => (
  <Alert severity="info" variant="outlined">
    Left out, because they cannot be decided again:
    <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
      {leftOut.map(({ reason, decisions: count }) => (
        <li key={reason}>
          {formatCount(count)} ({formatShare(count / decisions)}): {reason}
        </li>
      ))}
    </Box>
  </Alert>
);

const NewPlacements = ({ placements }: { placements: Result['newPlacements'] }) => {
  const names = useNames();
  const told = placements.map(
    ({ placement, elements }) => `${titleOf(names, 'placements', placement)} (${formatCount(elements)})`,
  );
  return (
    <Alert severity="info" variant="outlined">
      New placements, counted in no share: {told.join(', ')}
    </Alert>
  );
};

/** What a release would have changed, for whom, and what it would have been worth. */
export const ReplayResult = ({ result }: { result: Result }) => {
  const { decisions, leftOut, placements, newPlacements, groups, examples, currency } = result;
  if (decisions === 0)
    return (
      <EmptyState
        title="No decision was recorded in that time"
        why="Decisions are recorded when a storefront asks for them, and kept for as long as the settings say. Choose a longer time."
      />
    );
  return (
    <Stack spacing={2}>
      <Numbers result={result} />
      {leftOut.length > 0 && <LeftOut leftOut={leftOut} decisions={decisions} />}
      {newPlacements.length > 0 && <NewPlacements placements={newPlacements} />}
      {placements.map((placement) => (
        <PlacementSection key={placement.placement} placement={placement} currency={currency} />
      ))}
      {groups.length > 0 && (
        <Section title="For whom" flush>
          <GroupTable groups={groups} />
        </Section>
      )}
      {examples.length > 0 && (
        <Section title="Examples" hint="as it was, and as it would have been" flush>
          <ExampleTable examples={examples} />
        </Section>
      )}
    </Stack>
  );
};
