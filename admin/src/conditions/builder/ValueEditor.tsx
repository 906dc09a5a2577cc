import { Box, Typography } from '@mui/material';
import type { FactReference } from '#schemas/condition.ts';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { DateTimeField } from '../../fields/DateTimeField.tsx';
import { JsonField } from '../../fields/JsonField.tsx';
import { ListField } from '../../fields/ListField.tsx';
import { NumberField } from '../../fields/NumberField.tsx';
import { SuggestField } from '../../fields/SuggestField.tsx';
import { referenceTo } from '../fact-options.ts';
import type { Comparing, ValueKind } from '../values.ts';
import { DurationField } from './DurationField.tsx';
import { FactFields } from './FactFields.tsx';
import type { Choices } from './value-choices.ts';

/** The kinds of values that a fact is compared with; what customers did has editors of its own. */
export type PlainKind = Exclude<ValueKind, 'performed' | 'sequence'>;

export type ValueProps = {
  kind: PlainKind;
  value: unknown;
  comparing: Comparing;
  choices: Choices;
  error: boolean;
  onChange: (value: unknown) => void;
};

const truth = [
  { value: 'true', label: 'true' },
  { value: 'false', label: 'false' },
];

const isNumeric = (value: readonly unknown[], { type }: Comparing): boolean =>
  type === 'number' || (value.length > 0 && value.every((member) => typeof member === 'number'));

const TextEditor = ({ value, choices, error, onChange }: Omit<ValueProps, 'kind' | 'comparing'>) => {
  const named = { compact: true, label: 'Value', value: String(value), error, onChange };
  return choices.closed ? (
    <ChoiceField {...named} choices={choices.list} />
  ) : (
    <SuggestField {...named} choices={choices.list} />
  );
};

const RangeEditor = ({ value, comparing, error, onChange }: Omit<ValueProps, 'kind' | 'choices'>) => {
  const [from, until] = value as [unknown, unknown];
  const end = (label: string, one: unknown, change: (next: unknown) => void) =>
    comparing.type === 'date' ? (
      <DateTimeField compact label={label} value={String(one)} error={error} onChange={change} />
    ) : (
      <NumberField compact label={label} value={Number(one)} error={error} onChange={change} />
    );
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
      {end('From', from, (next) => onChange([next, until]))}
      <Typography variant="body2">and</Typography>
      {end('To', until, (next) => onChange([from, next]))}
    </Box>
  );
};

const FactEditor = ({ value, error, onChange }: Pick<ValueProps, 'value' | 'error' | 'onChange'>) => (
  <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
    <FactFields
      label="Compared with"
      reference={value as FactReference}
      error={error}
      onChange={(option, text) => onChange({ ...(value as object), ...referenceTo(option.definition, text) })}
    />
  </Box>
);

/** Edits a value of one kind. */
export const ValueEditor = (props: ValueProps) => {
  const { kind, value, comparing, choices, error, onChange } = props;
  const named = { compact: true, label: 'Value', error };
  switch (kind) {
    case 'number':
      return <NumberField {...named} value={value as number} onChange={onChange} />;
    case 'boolean':
      return (
        <ChoiceField
          {...named}
          value={String(value)}
          choices={truth}
          onChange={(next) => onChange(next === 'true')}
        />
      );
    case 'date':
      return <DateTimeField {...named} value={String(value)} onChange={(next) => next && onChange(next)} />;
    case 'duration':
      return <DurationField value={String(value)} error={error} onChange={onChange} />;
    case 'list':
      return (
        <ListField
          {...named}
          label="Values"
          value={value as unknown[]}
          choices={choices.list}
          numeric={isNumeric(value as unknown[], comparing)}
          onChange={onChange}
        />
      );
    case 'range':
      return <RangeEditor {...props} />;
    case 'fact':
      return <FactEditor {...props} />;
    case 'text':
      return <TextEditor {...props} />;
    case 'json':
      return <JsonField {...named} label="Value as JSON" value={value} onChange={onChange} />;
  }
};
