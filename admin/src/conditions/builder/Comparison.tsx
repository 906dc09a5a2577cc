import CompareArrowsIcon from '@mui/icons-material/CompareArrows';
import { Box, IconButton, Tooltip } from '@mui/material';
import type { LeafCondition } from '#schemas/condition.ts';
import type { Fault } from '../../document/faults.ts';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { findOption } from '../fact-options.ts';
import { comparingOf, withFact } from '../leaf.ts';
import { splitOperator } from '../modifiers.ts';
import { convertValue, kindOfValue, type ValueKind, valueKinds } from '../values.ts';
import { ConditionValue } from './ConditionValue.tsx';
import { useBuilder } from './context.ts';
import { FactFields } from './FactFields.tsx';
import { OperatorFields } from './OperatorFields.tsx';
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
    <Box sx={{ minWidth: 0, display: 'flex', gap: 0.5, alignItems: 'flex-start' }}>
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

/** Everything in one line where there is room, below each other where there is little. */
const narrow = { display: 'grid', gap: 0.75, alignItems: 'start', gridTemplateColumns: 'minmax(0, 1fr)' };
const ofTwo = {
  gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
  '& > :last-child': { gridColumn: '1 / -1' },
};
const ofThree = {
  gridTemplateColumns: 'minmax(170px, 3fr) minmax(150px, 2.4fr) minmax(200px, 4fr)',
  '& > :last-child': { gridColumn: 'auto' },
};

const simple = {
  ...narrow,
  '@container (min-width: 380px)': ofTwo,
  '@container (min-width: 560px)': ofThree,
};
/** Of several fields: their value has a line of its own up to where the screen is wide. */
const roomy = { ...narrow, '@container (min-width: 380px)': ofTwo, '@container (min-width: 980px)': ofThree };
/** A sentence by itself. */
const story = { ...narrow, '@container (min-width: 380px)': ofTwo };

const layoutOf = (leaf: LeafCondition): object => {
  const kind = kindOfValue(leaf.value, comparingOf(leaf));
  if (kind === 'performed' || kind === 'sequence') return story;
  const hasSeveral =
    findOption(leaf)?.option.open === true || splitOperator(leaf.operator).modifiers.length > 0;
  return hasSeveral || kind === 'fact' || kind === 'json' ? roomy : simple;
};

/** One comparison: a fact, an operator that fits it, and a value that fits both. */
export const Comparison = (props: Props) => {
  const { leaf, faults, onChange } = props;
  const { now } = useBuilder();
  return (
    <Box sx={layoutOf(leaf)}>
      <FactFields
        events
        label="Fact"
        reference={leaf}
        error={isAt(faults, 'fact', 'path')}
        onChange={(option, text) => onChange(withFact(leaf, option, text, now()))}
      />
      <OperatorFields leaf={leaf} error={isAt(faults, 'operator')} onChange={onChange} />
      <Value {...props} />
    </Box>
  );
};
