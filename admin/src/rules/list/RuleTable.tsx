import { DndContext, type DragEndEvent, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { Checkbox, Table, TableBody, TableCell, TableHead, TableRow, TableSortLabel } from '@mui/material';
import { useListContext } from 'react-admin';
import type { DocumentRecord } from '../../document/types.ts';
import { Scrollable } from '../../ui/Scrollable.tsx';
import { RuleRow } from './RuleRow.tsx';
import type { Column, Told } from './types.ts';
import type { useReorder } from './use-reorder.ts';

type Props = { columns: readonly Column[]; told: Told; reorder: ReturnType<typeof useReorder> };

const nameColumn = { key: 'name', label: 'Name', sort: 'name' } as const;

const Head = ({ columns }: Pick<Props, 'columns'>) => {
  const { data = [], sort, setSort, selectedIds, onSelect } = useListContext<DocumentRecord>();
  const chosen = data.filter(({ id }) => selectedIds.includes(id)).length;
  const toggle = (field: string): void =>
    setSort({ field, order: sort.field === field && sort.order === 'DESC' ? 'ASC' : 'DESC' });
  return (
    <TableHead>
      <TableRow>
        <TableCell padding="checkbox">
          <Checkbox
            size="small"
            checked={data.length > 0 && chosen === data.length}
            onChange={() => onSelect(chosen === data.length ? [] : data.map(({ id }) => id))}
            slotProps={{ input: { 'aria-label': 'Choose all rules of this page' } }}
          />
        </TableCell>
        <TableCell sx={{ px: 0.5, display: { xs: 'none', sm: 'table-cell' } }}>Move</TableCell>
        {[nameColumn, ...columns].map((column) => {
          const field = column.sort;
          const direction = sort.order === 'DESC' ? 'desc' : 'asc';
          return (
            <TableCell
              key={column.key}
              align={'align' in column ? (column.align ?? 'left') : 'left'}
              sortDirection={field === sort.field ? direction : false}
            >
              {field === undefined ? (
                column.label
              ) : (
                <TableSortLabel
                  active={field === sort.field}
                  direction={field === sort.field ? direction : 'desc'}
                  onClick={() => toggle(field)}
                >
                  {column.label}
                </TableSortLabel>
              )}
            </TableCell>
          );
        })}
      </TableRow>
    </TableHead>
  );
};

/** Rules in a table, to be chosen, sorted, and moved where they stand by priority. */
export const RuleTable = ({ columns, told, reorder }: Props) => {
  const { data = [], sort, selectedIds, onToggleItem } = useListContext<DocumentRecord>();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const isRanked = sort.field === 'priority' && sort.order === 'DESC';
  const blocked = reorder.pending
    ? 'The last move is being saved.'
    : isRanked
      ? undefined
      : 'Sort by priority, the highest first, to move rules.';
  const drop = ({ active, over }: DragEndEvent): void => {
    if (over === null || active.id === over.id) return;
    const place = (id: unknown): number => data.findIndex(({ key }) => key === id);
    const side = place(active.id) > place(over.id) ? 'before' : 'after';
    void reorder.move(String(active.id), side, String(over.id));
  };
  return (
    <DndContext sensors={sensors} onDragEnd={drop} accessibility={{ container: document.body }}>
      <Scrollable label="All columns">
        <Table size="small" aria-label="Rules" sx={{ '& .MuiTableCell-root': { px: 1 } }}>
          <Head columns={columns} />
          <TableBody>
            {data.map((record, index) => {
              const [above, below] = [data[index - 1], data[index + 1]];
              return (
                <RuleRow
                  key={record.key}
                  record={record}
                  columns={columns}
                  told={told}
                  selected={selectedIds.includes(record.id)}
                  onSelect={() => onToggleItem(record.id)}
                  moves={{
                    blocked,
                    up: above && ((key) => void reorder.move(key, 'before', above.key)),
                    down: below && ((key) => void reorder.move(key, 'after', below.key)),
                  }}
                />
              );
            })}
          </TableBody>
        </Table>
      </Scrollable>
    </DndContext>
  );
};
