import { useDraggable, useDroppable } from '@dnd-kit/core';
import DownIcon from '@mui/icons-material/ArrowDownward';
import UpIcon from '@mui/icons-material/ArrowUpward';
import DragIcon from '@mui/icons-material/DragIndicator';
import { Box, Checkbox, IconButton, Stack, TableCell, TableRow, Typography } from '@mui/material';
import type { DocumentRecord } from '../../document/types.ts';
import { RecordLink } from '../../ui/RecordLink.tsx';
import type { Column, Told } from './types.ts';

export type Moves = {
  /** Why nothing can be moved now. */
  blocked: string | undefined;
  up: ((key: string) => void) | undefined;
  down: ((key: string) => void) | undefined;
};

type Props = {
  record: DocumentRecord;
  columns: readonly Column[];
  told: Told;
  selected: boolean;
  onSelect: () => void;
  moves: Moves;
};

/** A handle for the mouse; the buttons beside it do the same by keyboard. */
const Handle = ({ record, moves: { blocked, up, down } }: Pick<Props, 'record' | 'moves'>) => {
  const { listeners, setNodeRef, isDragging } = useDraggable({
    id: record.key,
    disabled: blocked !== undefined,
  });
  return (
    <Stack direction="row" sx={{ alignItems: 'center' }}>
      <Box
        ref={setNodeRef}
        {...listeners}
        aria-hidden
        data-drag={record.key}
        title={blocked ?? 'Drag to change its priority'}
        sx={{
          display: { xs: 'none', md: 'flex' },
          color: 'text.disabled',
          cursor: blocked ? 'not-allowed' : isDragging ? 'grabbing' : 'grab',
          touchAction: 'none',
        }}
      >
        <DragIcon fontSize="small" />
      </Box>
      {(
        [
          ['before', up, UpIcon, 'higher'],
          ['after', down, DownIcon, 'lower'],
        ] as const
      ).map(([side, move, Icon, word]) => (
        <IconButton
          key={side}
          size="small"
          aria-label={`Move ${record.name} ${word}`}
          title={blocked ?? `Give it a ${word} priority`}
          disabled={blocked !== undefined || move === undefined}
          onClick={() => move?.(record.key)}
        >
          <Icon fontSize="inherit" />
        </IconButton>
      ))}
    </Stack>
  );
};

/** One rule: moved, chosen, and all that is told of it. */
export const RuleRow = ({ record, columns, told, selected, onSelect, moves }: Props) => {
  const { setNodeRef, isOver, active } = useDroppable({ id: record.key });
  const isTarget = isOver && active?.id !== record.key;
  return (
    <TableRow
      ref={setNodeRef}
      hover
      selected={selected}
      sx={{ ...(isTarget && { outline: 2, outlineColor: 'primary.main', outlineOffset: -2 }) }}
    >
      <TableCell padding="checkbox">
        <Checkbox
          size="small"
          checked={selected}
          onChange={onSelect}
          slotProps={{ input: { 'aria-label': `Choose ${record.name}` } }}
        />
      </TableCell>
      <TableCell sx={{ px: 0.5, display: { xs: 'none', sm: 'table-cell' } }}>
        <Handle record={record} moves={moves} />
      </TableCell>
      <TableCell component="th" scope="row" sx={{ minWidth: { xs: 140, sm: 170 }, overflowWrap: 'anywhere' }}>
        <RecordLink resource="rules" id={record.id}>
          {record.name}
        </RecordLink>
        <Typography variant="caption" component="div" color="text.secondary" sx={{ fontFamily: 'monospace' }}>
          {record.key}
        </Typography>
      </TableCell>
      {columns.map(({ key, align, cell }) => (
        <TableCell key={key} align={align ?? 'left'}>
          {cell(record, told)}
        </TableCell>
      ))}
    </TableRow>
  );
};
