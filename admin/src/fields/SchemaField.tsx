import { complaintAt } from '../document/faults.ts';
import { humanize } from '../ui/format.ts';
import { BooleanField } from './BooleanField.tsx';
import { type Choice, ChoiceField } from './ChoiceField.tsx';
import { DateTimeField } from './DateTimeField.tsx';
import { JsonField } from './JsonField.tsx';
import { isWritten, type JsonSchema, partsOf } from './json-schema.ts';
import { ListField } from './ListField.tsx';
import { MapField } from './MapField.tsx';
import { NumberField } from './NumberField.tsx';
import { ObjectField } from './ObjectField.tsx';
import { ObjectsField } from './ObjectsField.tsx';
import { SuggestField } from './SuggestField.tsx';
import { labelOf, type SchemaFieldProps } from './schema-field.ts';
import { TextInput } from './TextInput.tsx';

/** Text that may be as long as this grows over lines. */
const paragraph = 1000;

/** What holds while there is no value. */
const notSet = (schema: JsonSchema): Choice => ({
  value: '',
  label: schema.default === undefined ? 'not set' : `${humanize(String(schema.default))} (default)`,
});

const helpOf = (schema: JsonSchema): string | undefined => {
  const { minimum, maximum, description } = schema;
  const limits = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : undefined;
  const fallback = schema.default === undefined ? undefined : `${schema.default} when empty`;
  return [description, limits, fallback].filter(Boolean).join('; ') || undefined;
};

const TextValue = (props: SchemaFieldProps) => {
  const { name, schema, value, beside, required, faults, suggest, onChange } = props;
  const complaint = complaintAt(faults, []);
  const named = {
    label: labelOf(name),
    help: complaint ?? schema.description,
    error: complaint !== undefined,
  };
  const text = typeof value === 'string' ? value : '';
  const change = (next: string | undefined): void =>
    onChange(next === undefined || next === '' ? (required ? '' : undefined) : next);
  if (schema.enum) {
    const choices = schema.enum.map((one) => ({ value: one, label: humanize(one) }));
    return (
      <ChoiceField
        {...named}
        value={text}
        choices={required ? choices : [notSet(schema), ...choices]}
        onChange={change}
      />
    );
  }
  if (schema.format === 'date-time') return <DateTimeField {...named} value={text} onChange={change} />;
  if (schema.format === 'date') return <TextInput {...named} type="date" value={text} onChange={change} />;
  const choices = suggest(name, beside);
  return choices ? (
    <SuggestField {...named} value={text} choices={choices} onChange={change} />
  ) : (
    <TextInput {...named} value={text} multiline={(schema.maxLength ?? 0) >= paragraph} onChange={change} />
  );
};

const choicesOf = ({ items }: JsonSchema, suggested: readonly Choice[] | undefined): readonly Choice[] =>
  items?.enum?.map((value) => ({ value, label: humanize(value) })) ?? suggested ?? [];

/** The shape that a value must have to be shown by the control of its schema. */
const isShown = ({ type }: JsonSchema, value: unknown): boolean => {
  if (value === undefined) return true;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === (type === 'integer' ? 'number' : type);
};

/** The control for a value of a schema; JSON for what no control can show. */
export const SchemaField = (props: SchemaFieldProps) => {
  const { name, schema, value, beside, required, faults, suggest, onChange } = props;
  const complaint = complaintAt(faults, []);
  const named = { label: labelOf(name), help: complaint ?? helpOf(schema), error: complaint !== undefined };
  if (!isShown(schema, value)) return <JsonField {...named} value={value} onChange={onChange} />;
  switch (schema.type) {
    case 'string':
      return <TextValue {...props} />;
    case 'number':
    case 'integer':
      return (
        <NumberField
          {...named}
          optional={!required}
          value={value as number | undefined}
          onChange={onChange}
        />
      );
    case 'boolean':
      return (
        <BooleanField
          {...named}
          help={complaint ?? schema.description}
          value={value as boolean | undefined}
          fallback={required ? false : (schema.default as boolean | undefined)}
          onChange={onChange}
        />
      );
    case 'array':
      if (schema.items && !isWritten(schema.items)) return <ObjectsField {...props} />;
      return (
        <ListField
          {...named}
          value={(value as unknown[] | undefined) ?? []}
          choices={choicesOf(schema, suggest(name, beside))}
          onChange={(next) => onChange(next.length === 0 && !required ? undefined : next)}
        />
      );
    case 'object':
      return partsOf(schema) ? <ObjectField {...props} /> : <MapField {...props} />;
    default:
      return <JsonField {...named} value={value} onChange={onChange} />;
  }
};
