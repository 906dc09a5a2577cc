import { Box } from '@mui/material';
import { behaviorData } from '#schemas/event.ts';
import type { Performed, Sequence } from '#schemas/history.ts';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { NumberField } from '../../fields/NumberField.tsx';
import { SuggestField } from '../../fields/SuggestField.tsx';
import { humanize } from '../../ui/format.ts';
import { DurationField, hoursAndMore } from './DurationField.tsx';

const events = Object.keys(behaviorData).map((value) => ({ value, label: humanize(value) }));

type EventProps = { label: string; value: string; error: boolean; onChange: (event: string) => void };

/** The name of an event: one that everybody has, or the shop's own. */
export const EventField = ({ label, value, error, onChange }: EventProps) => (
  <SuggestField
    compact
    label={label}
    value={value}
    choices={events}
    error={error || value === ''}
    onChange={onChange}
  />
);

const bounds = ['atLeast', 'atMost', 'exactly'] as const;
type Bound = (typeof bounds)[number];
const boundChoices = [
  { value: 'atLeast', label: 'at least' },
  { value: 'atMost', label: 'at most' },
  { value: 'exactly', label: 'exactly' },
];

type Counted = Performed | Sequence;
type Props<V extends Counted> = { value: V; error: boolean; onChange: (value: V) => void };

/** Without a number it is at least once; of two bounds the first is shown, and the other kept until it is changed. */
const boundOf = (value: Counted): { bound: Bound; count: number } => {
  const bound = bounds.find((each) => value[each] !== undefined) ?? 'atLeast';
  return { bound, count: value[bound] ?? 1 };
};

const withBound = <V extends Counted>(value: V, bound: Bound, count: number): V => {
  const { atLeast: _, atMost: __, exactly: ___, ...rest } = value as Counted;
  const least = bound === 'atLeast' ? 1 : 0;
  return { ...rest, [bound]: Math.max(least, Math.round(count)) } as V;
};

/** How often. */
export const TimesFields = <V extends Counted>({ value, error, onChange }: Props<V>) => {
  const { bound, count } = boundOf(value);
  return (
    <Box sx={{ display: 'grid', gap: 0.75, gridTemplateColumns: '112px 56px', alignItems: 'center' }}>
      <ChoiceField
        compact
        label="At least, at most or exactly"
        value={bound}
        choices={boundChoices}
        onChange={(next) => onChange(withBound(value, next as Bound, count))}
      />
      <NumberField
        compact
        label="Times"
        value={count}
        error={error}
        onChange={(next) => onChange(withBound(value, bound, next ?? 0))}
      />
    </Box>
  );
};

const windows = [
  { value: 'ever', label: 'times, ever' },
  { value: 'last', label: 'times in the last' },
];

type WindowProps = {
  value: string | undefined;
  error: boolean;
  onChange: (window: string | undefined) => void;
};

/** In which time up to now. */
export const WindowFields = ({ value, error, onChange }: WindowProps) => (
  <Box sx={{ display: 'flex', gap: 0.75, flexWrap: 'wrap' }}>
    <Box sx={{ flex: '0 0 164px' }}>
      <ChoiceField
        compact
        label="Ever, or in the last"
        value={value === undefined ? 'ever' : 'last'}
        choices={windows}
        onChange={(next) => onChange(next === 'ever' ? undefined : '7d')}
      />
    </Box>
    {value !== undefined && (
      <DurationField value={value} error={error} units={hoursAndMore} onChange={onChange} />
    )}
  </Box>
);
