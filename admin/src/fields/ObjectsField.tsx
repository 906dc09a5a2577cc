import AddIcon from '@mui/icons-material/Add';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Box, Button, IconButton, Typography } from '@mui/material';
import { faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import { blankOf } from './json-schema.ts';
import { labelOf, type SchemaFieldProps } from './schema-field.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** A list of objects, one block each. */
export const ObjectsField = (props: SchemaFieldProps) => {
  const { name, schema, value, required, faults, suggest, Fields, onChange } = props;
  const members = (value ?? []) as readonly JsonObject[];
  const items = schema.items ?? {};
  const label = labelOf(name);
  const change = (next: readonly JsonObject[]): void =>
    onChange(next.length === 0 && !required ? undefined : next);
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
      <Typography component="legend" variant="body2" sx={{ fontWeight: 600, mb: 0.5 }}>
        {label}
        <Typography component="span" variant="caption" color="text.secondary" sx={{ ml: 1 }}>
          {schema.description}
        </Typography>
      </Typography>
      {members.map((member, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: members have no identity but their place
        <Box key={index} sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', mb: 1.5 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Fields
              schema={items}
              value={member}
              faults={faultsUnder(faults, [index])}
              suggest={suggest}
              onChange={(next) => change(setIn(members, [index], next) as JsonObject[])}
            />
          </Box>
          <IconButton
            aria-label={`Remove ${label.toLowerCase()} ${index + 1}`}
            onClick={() => change(members.filter((_, at) => at !== index))}
          >
            <DeleteIcon fontSize="small" />
          </IconButton>
        </Box>
      ))}
      <Button
        size="small"
        startIcon={<AddIcon />}
        onClick={() => change([...members, blankOf(items) as JsonObject])}
      >
        Add {label.toLowerCase()}
      </Button>
    </Box>
  );
};
