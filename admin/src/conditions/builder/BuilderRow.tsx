import { Box, Chip, Typography } from '@mui/material';
import { useId } from 'react';
import type { RuleProps } from 'react-querybuilder';
import type { LeafCondition } from '#schemas/condition.ts';
import type { Fault } from '../../document/faults.ts';
import { SuggestField } from '../../fields/SuggestField.tsx';
import { type NameOf, quotedName } from '../../names/name-of.ts';
import { useNames } from '../../names/use-names.ts';
import type { Row } from '../query.ts';
import { leafPhrase } from '../sentence.ts';
import { Comparison } from './Comparison.tsx';
import { useBuilder } from './context.ts';
import { DragHandle, NodeActions } from './NodeActions.tsx';
import { NodeFaults } from './NodeFaults.tsx';
import { Opaque } from './Opaque.tsx';

const known = new Set(['fact', 'path', 'operator', 'value', 'condition']);

/** What a row carries beside what its controls show. */
const Extras = ({ value }: { value: object }) =>
  Object.entries(value)
    .filter(([key]) => !known.has(key))
    .map(([key, extra]) => (
      <Chip
        key={key}
        size="small"
        variant="outlined"
        label={`${key}: ${typeof extra === 'string' ? extra : JSON.stringify(extra)}`}
        sx={{ maxWidth: 260 }}
      />
    ));

const Reference = ({
  value,
  faults,
  onChange,
}: {
  value: { condition: string };
  faults: readonly Fault[];
  onChange: (value: unknown) => void;
}) => {
  const { known: documents } = useBuilder();
  return (
    <Box sx={{ flex: '1 1 260px', minWidth: 0, display: 'flex', gap: 1, alignItems: 'center' }}>
      <Typography variant="body2" sx={{ whiteSpace: 'nowrap' }}>
        the condition
      </Typography>
      <SuggestField
        compact
        label="Named condition"
        value={value.condition}
        choices={documents.conditions}
        error={faults.length > 0}
        onChange={(condition) => onChange({ ...value, condition })}
      />
      <Typography variant="body2">holds</Typography>
    </Box>
  );
};

const subjectOf = ({ field, value }: Row, nameOf: NameOf): string => {
  if (field === 'comparison') return leafPhrase(value as LeafCondition, nameOf);
  if (field === 'reference')
    return `the condition ${quotedName(nameOf, 'conditions', (value as { condition: string }).condition)}`;
  return 'kept as it is';
};

const Content = ({
  row,
  faults,
  onChange,
}: {
  row: Row;
  faults: readonly Fault[];
  onChange: (value: unknown) => void;
}) => {
  switch (row.field) {
    case 'comparison':
      return <Comparison leaf={row.value as LeafCondition} faults={faults} onChange={onChange} />;
    case 'reference':
      return <Reference value={row.value as { condition: string }} faults={faults} onChange={onChange} />;
    case 'opaque':
      return (
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Opaque value={row.value} />
        </Box>
      );
  }
};

/** One row of the builder: a comparison, a named condition, or something that is kept as it is. */
export const BuilderRow = (props: RuleProps) => {
  const { path, dndRef, dragRef, dragHandleAttributes, isDragging = false, isOver = false } = props;
  const row = props.rule as Row;
  const { faults, setValue } = useBuilder();
  const wrong = faults.get(row.id) ?? [];
  const faultId = useId();
  const subject = subjectOf(row, useNames());
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
      <Box
        sx={{
          display: 'flex',
          gap: 0.75,
          alignItems: 'flex-start',
          flexWrap: { xs: 'wrap', sm: 'nowrap' },
        }}
      >
        <Box sx={{ pt: 1.25 }}>
          <DragHandle handle={dragRef} attributes={dragHandleAttributes} />
        </Box>
        {/* on a phone the buttons stand below the row, which then has the whole width */}
        <Box
          sx={{
            flex: { xs: '1 1 calc(100% - 40px)', sm: 1 },
            minWidth: 0,
            display: 'flex',
            gap: 1,
            flexWrap: 'wrap',
            alignItems: 'flex-start',
          }}
        >
          <Content row={row} faults={wrong} onChange={(value) => setValue(value, path)} />
          {row.field !== 'opaque' && <Extras value={row.value as object} />}
        </Box>
        <Box sx={{ pt: { sm: 0.5 }, ml: 'auto' }}>
          <NodeActions
            subject={`Actions on: ${subject}`}
            path={path}
            first={props.shiftUpDisabled ?? false}
            last={props.shiftDownDisabled ?? false}
          />
        </Box>
      </Box>
      {wrong.length > 0 && <NodeFaults id={faultId} faults={wrong} />}
    </Box>
  );
};
