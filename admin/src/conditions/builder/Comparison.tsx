import CompareArrowsIcon from '@mui/icons-material/CompareArrows';
import { Box, IconButton, Tooltip } from '@mui/material';
import type { LeafCondition } from '#schemas/condition.ts';
import type { Fault } from '../../document/faults.ts';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { comparingOf, definitionOf, withFact, withOperator } from '../leaf.ts';
import { operatorOptions } from '../operator-options.ts';
import { convertValue, kindOfValue, type ValueKind, valueKinds } from '../values.ts';
import { ConditionValue } from './ConditionValue.tsx';
import { useBuilder } from './context.ts';
import { FactFields } from './FactFields.tsx';

import { choicesFor } from './value-choices.ts';

type Props = { leaf: LeafCondition; faults: readonly Fault[]; onChange: (leaf: LeafCondition) => void };

const kindWords: Partial<Record<ValueKind, string>> = {
  text: 'text',
  number: 'number',
  boolean: 'true or false',
};

const isAt = (faults: readonly Fault[], ...steps: string[]): boolean =>
  faults.some(({ path }) => path[0] === undefined || steps.includes(path[0]));

/** The value, of a kind that is chosen where the fact may be anything, or another fact. */
const Value = ({ leaf, faults, onChange }: Props) => {
  const { known, now } = useBuilder();
  const comparing = comparingOf(leaf);
  const kind = kindOfValue(leaf.value, comparing);
  const kinds = valueKinds(comparing);
  const become = (next: ValueKind): void =>
    onChange({ ...leaf, value: convertValue(leaf.value, next, comparing, now()) });
  const isFact = kind === 'fact';
  // what is counted must be known beforehand
  const isHistory = kinds[0] === 'performed' || kinds[0] === 'sequence';
  return (
    <Box sx={{ flex: '3 1 200px', minWidth: 0, display: 'flex', gap: 0.5, alignItems: 'flex-start' }}>
      {kinds.length > 1 && !isFact && (
        <Box sx={{ flex: '0 0 96px' }}>
          <ChoiceField
            compact
            label="Kind of value"
            value={kind}
            choices={[...new Set([...kinds, kind])].map((one) => ({
              value: one,
              label: kindWords[one] ?? one,
            }))}
            onChange={(next) => become(next as ValueKind)}
          />
        </Box>
      )}
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <ConditionValue
          kind={kind}
          value={leaf.value}
          comparing={comparing}
          choices={choicesFor(leaf, known)}
          error={isAt(faults, 'value')}
          onChange={(value) => onChange({ ...leaf, value })}
        />
      </Box>
      {!isHistory && (
        <Tooltip title={isFact ? 'Compare with a value' : 'Compare with another fact'} describeChild>
          <IconButton
            size="small"
            aria-label="Compare with another fact"
            aria-pressed={isFact}
            color={isFact ? 'primary' : 'default'}
            sx={{ mt: 0.5 }}
            onClick={() => become(isFact ? (kinds[0] ?? 'text') : 'fact')}
          >
            <CompareArrowsIcon sx={{ fontSize: 18 }} />
          </IconButton>
        </Tooltip>
      )}
    </Box>
  );
};

/** One comparison: a fact, an operator that fits it, and a value that fits both. */
export const Comparison = ({ leaf, faults, onChange }: Props) => {
  const { now } = useBuilder();
  return (
    <>
      <FactFields
        label="Fact"
        reference={leaf}
        error={isAt(faults, 'fact', 'path')}
        onChange={(option, text) => onChange(withFact(leaf, option, text, now()))}
      />
      <Box sx={{ flex: '2 1 140px', minWidth: 0 }}>
        <ChoiceField
          compact
          label="Operator"
          value={leaf.operator}
          error={isAt(faults, 'operator')}
          choices={operatorOptions(definitionOf(leaf), leaf.operator).map(({ name, label }) => ({
            value: name,
            label,
          }))}
          onChange={(operator) => onChange(withOperator(leaf, operator, now()))}
        />
      </Box>
      <Value leaf={leaf} faults={faults} onChange={onChange} />
    </>
  );
};
