import { Box, Chip } from '@mui/material';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import { type JsonSchema, partsOf } from './json-schema.ts';
import { SchemaField } from './SchemaField.tsx';
import type { SchemaFieldsProps } from './schema-field.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const longText = 200;

const isWide = ({ type, maxLength = 0, pattern }: JsonSchema): boolean =>
  type === 'object' || type === 'array' || (maxLength >= longText && pattern === undefined);

/** Every part of an object by its schema; what the schema does not know is shown, and kept. */
export const SchemaFields = ({
  schema,
  value,
  faults,
  suggest,
  without = [],
  onChange,
}: SchemaFieldsProps) => {
  const parts = partsOf(schema) ?? {};
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(parts, name) && !without.includes(name));
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 2,
        pt: 0.75,
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(210px, 100%), 1fr))',
      }}
    >
      {Object.entries(parts)
        .filter(([name]) => !without.includes(name))
        .map(([name, part]) => (
          <Box key={name} sx={{ minWidth: 0, ...(isWide(part) && { gridColumn: '1 / -1' }) }}>
            <SchemaField
              name={name}
              schema={part}
              value={value[name]}
              beside={value}
              required={schema.required?.includes(name) ?? false}
              faults={faultsUnder(faults, [name])}
              suggest={suggest}
              Fields={SchemaFields}
              onChange={(next) => onChange(setIn(value, [name], next) as JsonObject)}
            />
          </Box>
        ))}
      {unknown.map((name) => (
        <Chip
          key={name}
          variant="outlined"
          size="small"
          label={`${name}: ${JSON.stringify(value[name])}`}
          sx={{ maxWidth: '100%', justifySelf: 'start' }}
        />
      ))}
    </Box>
  );
};
