import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Box, IconButton, Typography } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { isForbiddenKey } from '#schemas/json.ts';
import { setIn } from '../document/set-in.ts';
import { ChoiceField } from './ChoiceField.tsx';
import { blankOf, type JsonSchema } from './json-schema.ts';
import { NameAdder } from './NameAdder.tsx';
import { schemaOfValue, type ValueKind, valueKinds } from './open-schema.ts';
import { labelOf, namesOf, type SchemaFieldProps } from './schema-field.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const kindChoices = Object.entries(valueKinds).map(([value, { label }]) => ({ value, label }));

/** The schema of every value, where they have one in common. */
const sharedSchema = ({ additionalProperties }: JsonSchema): JsonSchema | undefined =>
  typeof additionalProperties === 'object' && additionalProperties.type !== undefined
    ? additionalProperties
    : undefined;

const isWide = ({ type, pattern }: JsonSchema): boolean =>
  (type === 'string' && pattern === undefined) || type === 'object' || type === 'array' || type === undefined;

/** Whether a name may be added, and if not, why. */
const complaintAbout = (
  name: string,
  { propertyNames }: JsonSchema,
  taken: JsonObject,
): string | undefined => {
  if (Object.hasOwn(taken, name)) return 'It is there already';
  if (isForbiddenKey(name)) return 'This name is reserved';
  const pattern = propertyNames?.pattern;
  return pattern === undefined || new RegExp(pattern).test(name)
    ? undefined
    : 'Lower-case letters, digits, "-" and "_", beginning with a letter or digit';
};

const Frame = ({
  label,
  help,
  children,
}: {
  label: string;
  help: string | undefined;
  children: ReactNode;
}) => (
  <Box
    component="fieldset"
    sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, m: 0, p: 1.5, minWidth: 0 }}
  >
    <Typography component="legend" variant="body2" sx={{ fontWeight: 600, px: 0.5 }}>
      {label}
    </Typography>
    {help && (
      <Typography variant="caption" color="text.secondary" component="p" sx={{ mb: 1 }}>
        {help}
      </Typography>
    )}
    {children}
  </Box>
);

type EntryProps = { name: string; schema: JsonSchema; children: ReactNode; onRemove: () => void };

const Entry = ({ name, schema, children, onRemove }: EntryProps) => (
  <Box sx={{ display: 'flex', minWidth: 0, gap: 0.5, ...(isWide(schema) && { gridColumn: '1 / -1' }) }}>
    <Box sx={{ flex: 1, minWidth: 0 }}>{children}</Box>
    <IconButton
      aria-label={`Remove ${labelOf(name).toLowerCase()}`}
      onClick={onRemove}
      sx={{ alignSelf: 'flex-start', mt: 0.75 }}
    >
      <DeleteIcon fontSize="small" />
    </IconButton>
  </Box>
);

/** An object whose keys nobody has declared: its values by name, each with a control for what it is. */
export const MapField = (props: SchemaFieldProps) => {
  const { name, schema, beside, required, faults, suggest, Fields, onChange } = props;
  const [kind, setKind] = useState<ValueKind>('text');
  const value = (props.value ?? schema.default ?? {}) as JsonObject;
  const shared = sharedSchema(schema);
  const change = (next: JsonObject): void =>
    onChange(Object.keys(next).length === 0 && !required && schema.default === undefined ? undefined : next);
  return (
    <Frame label={labelOf(name)} help={schema.description}>
      <Box
        sx={{
          display: 'grid',
          columnGap: 2,
          rowGap: 1,
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(270px, 100%), 1fr))',
        }}
      >
        {Object.entries(value).map(([key, member]) => {
          const part = shared ?? schemaOfValue(member);
          return (
            <Entry
              key={key}
              name={key}
              schema={part}
              onRemove={() => change(setIn(value, [key], undefined) as JsonObject)}
            >
              <Fields
                schema={{ properties: { [key]: part }, required: [key] }}
                value={{ [key]: member }}
                faults={faults}
                suggest={(inner, near) =>
                  suggest(inner === key ? name : inner, inner === key ? beside : near)
                }
                onChange={(next) => change(setIn(value, [key], next[key]) as JsonObject)}
              />
            </Entry>
          );
        })}
      </Box>
      <Box sx={{ mt: 2 }}>
        <NameAdder
          label={`New in ${labelOf(name).toLowerCase()}`}
          action="Add"
          choices={suggest(namesOf(name), value) ?? []}
          complaintOf={(key) => complaintAbout(key, schema, value)}
          onAdd={(key) => change({ ...value, [key]: shared ? blankOf(shared) : valueKinds[kind].blank })}
        >
          {!shared && (
            <Box sx={{ width: 160 }}>
              <ChoiceField
                label="What it is"
                value={kind}
                choices={kindChoices}
                onChange={(next) => setKind(next as ValueKind)}
              />
            </Box>
          )}
        </NameAdder>
      </Box>
    </Frame>
  );
};
