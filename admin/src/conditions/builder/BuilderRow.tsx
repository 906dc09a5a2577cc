import { Box, ButtonBase } from '@mui/material';
import { memo, useId } from 'react';
import type { Path, RuleProps } from 'react-querybuilder';
import type { LeafCondition } from '#schemas/condition.ts';
import type { Fault } from '../../document/faults.ts';
import { type NameOf, quotedName } from '../../names/name-of.ts';
import { useNames } from '../../names/use-names.ts';
import type { Row } from '../query.ts';
import { leafPhrase } from '../sentence.ts';
import { useBuilder, useNodes } from './context.ts';
import { DragHandle, NodeActions } from './NodeActions.tsx';
import { NodeFaults } from './NodeFaults.tsx';
import { RowContent } from './RowContent.tsx';

const subjectOf = ({ field, value }: Row, nameOf: NameOf): string => {
  if (field === 'comparison') return leafPhrase(value as LeafCondition, nameOf);
  if (field === 'reference')
    return `the condition ${quotedName(nameOf, 'conditions', (value as { condition: string }).condition)} holds`;
  return 'kept as it is';
};

/** A row among many, which becomes one with controls when it is pressed. */
const ClosedRow = ({ row, subject }: { row: Row; subject: string }) => {
  const { open } = useBuilder();
  const text = row.field === 'opaque' ? JSON.stringify(row.value) : subject;
  return (
    <ButtonBase
      onClick={() => open(row.id)}
      aria-label={`Edit: ${text}`}
      disableRipple
      sx={{
        flex: 1,
        justifyContent: 'start',
        textAlign: 'start',
        font: 'inherit',
        fontSize: '0.875rem',
        py: 0.25,
      }}
    >
      {text}
    </ButtonBase>
  );
};

type OpenProps = {
  row: Row;
  subject: string;
  path: Path;
  first: boolean;
  last: boolean;
  faults: readonly Fault[];
};

const OpenRow = memo(({ row, subject, path, first, last, faults }: OpenProps) => {
  const { setValue } = useBuilder();
  return (
    <>
      <RowContent row={row} faults={faults} onChange={(value) => setValue(value, path)} />
      <Box sx={{ pt: { sm: 0.5 }, ml: 'auto' }}>
        <NodeActions subject={`Actions on: ${subject}`} path={path} first={first} last={last} />
      </Box>
    </>
  );
});

const none: readonly Fault[] = [];

/** On a phone the buttons stand below the row, which then has the whole width. */
const layout = {
  display: 'flex',
  gap: 0.75,
  alignItems: 'flex-start',
  flexWrap: { xs: 'wrap', sm: 'nowrap' },
};

/** One row of the builder: a comparison, a named condition, or something that is kept as it is. */
export const BuilderRow = (props: RuleProps) => {
  const { path, dndRef, dragRef, dragHandleAttributes, isDragging = false, isOver = false } = props;
  const row = props.rule as Row;
  const { faults, isLong, opened } = useNodes();
  const wrong = faults.get(row.id) ?? none;
  const faultId = useId();
  const subject = subjectOf(row, useNames());
  const isOpen = !isLong || opened === row.id;
  return (
    <Box
      ref={dndRef}
      role="group"
      aria-label={subject}
      aria-describedby={wrong.length > 0 ? faultId : undefined}
      data-node={row.id}
      sx={{
        py: 0.5,
        opacity: isDragging ? 0.4 : 1,
        borderBottom: 2,
        borderColor: isOver ? 'primary.main' : 'transparent',
      }}
    >
      <Box sx={layout}>
        <Box sx={{ pt: isOpen ? 1.25 : 0 }}>
          <DragHandle handle={dragRef} attributes={dragHandleAttributes} />
        </Box>
        {isOpen ? (
          <OpenRow
            row={row}
            subject={subject}
            path={path}
            first={props.shiftUpDisabled ?? false}
            last={props.shiftDownDisabled ?? false}
            faults={wrong}
          />
        ) : (
          <ClosedRow row={row} subject={subject} />
        )}
      </Box>
      {wrong.length > 0 && <NodeFaults id={faultId} faults={wrong} />}
    </Box>
  );
};
