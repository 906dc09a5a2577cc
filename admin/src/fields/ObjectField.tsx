import { Box, Button, Typography } from '@mui/material';
import { blankOf } from './json-schema.ts';
import { labelOf, type SchemaFieldProps } from './schema-field.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** An object within an object; one without which something else holds is added and removed by button. */
export const ObjectField = ({
  name,
  schema,
  value,
  required,
  faults,
  suggest,
  Fields,
  onChange,
}: SchemaFieldProps) => {
  const label = labelOf(name);
  const { description } = schema;
  const hasDefault = schema.default !== undefined;
  if (value === undefined && !hasDefault)
    return (
      <Button size="small" onClick={() => onChange(blankOf(schema))}>
        Set {label.toLowerCase()}
      </Button>
    );
  return (
    <Box
      component="fieldset"
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, m: 0, p: 1.5, minWidth: 0 }}
    >
      <Typography component="legend" variant="body2" sx={{ fontWeight: 600, px: 0.5 }}>
        {label}
      </Typography>
      {description && (
        <Typography variant="caption" color="text.secondary" component="p" sx={{ mb: 1.5 }}>
          {description}
        </Typography>
      )}
      <Fields
        schema={schema}
        value={(value ?? {}) as JsonObject}
        faults={faults}
        suggest={suggest}
        onChange={onChange}
      />
      {!required && !hasDefault && (
        <Button size="small" sx={{ mt: 1 }} onClick={() => onChange(undefined)}>
          Remove {label.toLowerCase()}
        </Button>
      )}
    </Box>
  );
};
