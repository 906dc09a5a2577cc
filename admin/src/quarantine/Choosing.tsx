import { Button, Checkbox, Stack, Typography } from '@mui/material';
import { useListContext } from 'react-admin';
import { formatCount } from '../ui/format.ts';
import { BulkActions } from './BulkActions.tsx';
import type { QuarantineRecord } from './types.ts';
import { mostAtOnce, useAllMatching } from './use-all-matching.ts';
import { useDropGone } from './use-drop-gone.ts';

/** Chooses every row of the page, or none. */
export const ChooseAll = () => {
  const { data = [], selectedIds, onSelect } = useListContext<QuarantineRecord>();
  const all = data.length > 0 && data.every(({ id }) => selectedIds.includes(id));
  return (
    <Checkbox
      size="small"
      checked={all}
      onChange={() => onSelect(all ? [] : data.map(({ id }) => id))}
      slotProps={{ input: { 'aria-label': 'Choose all rows of this page' } }}
    />
  );
};

/** Chooses one row; the row's own click leads to it. */
export const ChooseRow = ({ record: { id, reason } }: { record: QuarantineRecord }) => {
  const { selectedIds, onToggleItem } = useListContext<QuarantineRecord>();
  return (
    <Checkbox
      size="small"
      checked={selectedIds.includes(id)}
      onClick={(event) => event.stopPropagation()}
      onChange={() => onToggleItem(id)}
      slotProps={{ input: { 'aria-label': `Choose: ${reason}` } }}
    />
  );
};

/** What can be done with the chosen rows, as long as there are some. */
export const ChosenRows = () => {
  const { data = [], selectedIds, total = 0 } = useListContext<QuarantineRecord>();
  const { chooseAll, choosing } = useAllMatching();
  useDropGone();
  if (selectedIds.length === 0) return null;
  const wholePage = data.every(({ id }) => selectedIds.includes(id));
  const reachable = Math.min(total, mostAtOnce);
  return (
    <Stack
      role="toolbar"
      aria-label="Chosen rows"
      direction="row"
      useFlexGap
      sx={{ gap: 1, px: 2, py: 1, alignItems: 'center', flexWrap: 'wrap', bgcolor: 'action.selected' }}
    >
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {formatCount(selectedIds.length)} chosen
      </Typography>
      {wholePage && selectedIds.length < reachable && (
        <Button size="small" loading={choosing} onClick={chooseAll}>
          {total > mostAtOnce
            ? `Choose the newest ${formatCount(mostAtOnce)} of ${formatCount(total)} that match`
            : `Choose all ${formatCount(total)} that match`}
        </Button>
      )}
      <BulkActions />
    </Stack>
  );
};
