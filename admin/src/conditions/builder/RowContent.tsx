import { Box, Chip, Typography } from '@mui/material';
import type { LeafCondition } from '#schemas/condition.ts';
import type { Fault } from '../../document/faults.ts';
import { SuggestField } from '../../fields/SuggestField.tsx';
import type { Row } from '../query.ts';
import { Comparison } from './Comparison.tsx';
import { useBuilder } from './context.ts';
import { Opaque } from './Opaque.tsx';

type Props = { row: Row; faults: readonly Fault[]; onChange: (value: unknown) => void };

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

const Reference = ({ row, faults, onChange }: Props) => {
  const { known: documents } = useBuilder();
  const value = row.value as { condition: string };
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', maxWidth: 480 }}>
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

const Controls = (props: Props) => {
  const { row, faults, onChange } = props;
  switch (row.field) {
    case 'comparison':
      return <Comparison leaf={row.value as LeafCondition} faults={faults} onChange={onChange} />;
    case 'reference':
      return <Reference {...props} />;
    case 'opaque':
      return <Opaque value={row.value} />;
  }
};

/** The controls of a row. */
export const RowContent = (props: Props) => (
  <Box sx={{ flex: { xs: '1 1 calc(100% - 40px)', sm: 1 }, minWidth: 0, containerType: 'inline-size' }}>
    <Controls {...props} />
    {props.row.field !== 'opaque' && (
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, '&:not(:empty)': { mt: 0.5 } }}>
        <Extras value={props.row.value as object} />
      </Box>
    )}
  </Box>
);
