import { setIn } from '../document/set-in.ts';
import type { DraftBody, FormProps } from '../document/types.ts';
import type { JsonSchema } from './json-schema.ts';
import { SchemaFields } from './SchemaFields.tsx';
import type { Suggest } from './schema-field.ts';

type Props = Omit<FormProps, 'isNew'> & {
  /** The schema of the whole document. */
  schema: JsonSchema;
  names: readonly string[];
  suggest: Suggest;
};

const pick = <Value,>(from: Readonly<Record<string, Value>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/** The fields of some of a document's properties. */
export const PropertyFields = ({ schema, body, names, faults, suggest, onChange }: Props) => {
  const shown = pick(body, names);
  const change = (next: Readonly<DraftBody>): void =>
    onChange(
      names
        .filter((name) => next[name] !== shown[name])
        .reduce((made, name) => setIn(made, [name], next[name]) as DraftBody, body),
    );
  return (
    <SchemaFields
      schema={{ ...schema, properties: pick(schema.properties ?? {}, names) }}
      value={shown}
      faults={faults}
      suggest={suggest}
      onChange={change}
    />
  );
};
