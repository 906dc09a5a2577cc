import ArrowDownwardIcon from '@mui/icons-material/ArrowDownward';
import ArrowUpwardIcon from '@mui/icons-material/ArrowUpward';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Box, IconButton, Typography } from '@mui/material';
import { Action } from '#schemas/action.ts';
import { complaintAt, type Fault, faultsUnder } from '../document/faults.ts';
import { ChoiceField } from '../fields/ChoiceField.tsx';
import { JsonField } from '../fields/JsonField.tsx';
import { SchemaFields } from '../fields/SchemaFields.tsx';
import type { Suggest } from '../fields/schema-field.ts';
import type { NameOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { actionSentence } from './action-sentence.ts';
import { actionChoices, actionSchemas, withType } from './actions.ts';

type JsonObject = Record<string, unknown>;

type Props = {
  action: unknown;
  number: number;
  count: number;
  faults: readonly Fault[];
  suggest: Suggest;
  onChange: (action: unknown) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
};

const sentenceOf = (action: unknown, nameOf: NameOf): string => {
  const parsed = Action.safeParse(action);
  return parsed.success ? actionSentence(parsed.data, nameOf) : 'not complete yet';
};

const schemaOf = (action: unknown) => {
  const { type } = (typeof action === 'object' && action !== null ? action : {}) as JsonObject;
  return typeof type === 'string' ? actionSchemas.get(type) : undefined;
};

const Fields = ({
  action,
  faults,
  suggest,
  onChange,
}: Pick<Props, 'action' | 'faults' | 'suggest' | 'onChange'>) => {
  const schema = schemaOf(action);
  if (schema === undefined)
    return (
      <JsonField label="Action as JSON" value={action} help={complaintAt(faults, [])} onChange={onChange} />
    );
  const value = action as JsonObject;
  return (
    <>
      <Box sx={{ maxWidth: 320, mb: 1.5 }}>
        <ChoiceField
          label="What happens"
          value={String(value['type'])}
          choices={actionChoices}
          onChange={(type) => onChange(withType(value, type))}
        />
      </Box>
      <SchemaFields
        schema={schema}
        value={value}
        without={['type']}
        faults={faults}
        suggest={suggest}
        onChange={onChange}
      />
    </>
  );
};

/** One action: what it is, its fields, and what it says in words. */
export const ActionCard = ({ number, count, onMove, onRemove, ...fields }: Props) => {
  const nameOf = useNames();
  const title = `Action ${number}`;
  const whole = faultsUnder(fields.faults, []).filter(({ path }) => path.length === 0);
  return (
    <Box
      role="group"
      aria-label={title}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, p: 1.5, minWidth: 0 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5, mb: 1.25 }}>
        <Typography variant="body2" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          <strong>{number}.</strong> {sentenceOf(fields.action, nameOf)}
        </Typography>
        <IconButton
          size="small"
          aria-label={`Move ${title.toLowerCase()} up`}
          disabled={number === 1}
          onClick={() => onMove(number - 2)}
        >
          <ArrowUpwardIcon sx={{ fontSize: 18 }} />
        </IconButton>
        <IconButton
          size="small"
          aria-label={`Move ${title.toLowerCase()} down`}
          disabled={number === count}
          onClick={() => onMove(number)}
        >
          <ArrowDownwardIcon sx={{ fontSize: 18 }} />
        </IconButton>
        <IconButton size="small" aria-label={`Remove ${title.toLowerCase()}`} onClick={onRemove}>
          <DeleteIcon sx={{ fontSize: 18 }} />
        </IconButton>
      </Box>
      <Fields {...fields} />
      {whole.map(({ message }) => (
        <Typography key={message} variant="body2" color="error" sx={{ mt: 1 }}>
          {message}
        </Typography>
      ))}
    </Box>
  );
};
