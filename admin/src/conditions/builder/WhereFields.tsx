import AddIcon from '@mui/icons-material/Add';
import CloseIcon from '@mui/icons-material/Close';
import { Box, Button, IconButton } from '@mui/material';
import {
  historyLimits,
  type Step,
  type Where,
  type WhereOperator,
  whereOperators,
} from '#schemas/history.ts';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { SuggestField } from '../../fields/SuggestField.tsx';
import { operatorPhrase } from '../sentence.ts';
import { type Comparing, convertValue, kindOfValue, type ValueKind, valueKinds } from '../values.ts';
import { useBuilder } from './context.ts';
import { type PlainKind, ValueEditor } from './ValueEditor.tsx';

const operatorChoices = whereOperators.map((value) => ({ value, label: operatorPhrase(value) }));
const kindWords: Partial<Record<ValueKind, string>> = {
  text: 'text',
  number: 'number',
  boolean: 'true or false',
};

/** What events carry, beside which anything may be written. */
const pathChoices = ['product_id', 'category', 'brand', 'query', 'quantity', 'total.amount'].map((name) => ({
  value: name,
  label: name,
}));

const first: Where = { path: '$.category', operator: 'equal', value: '' };

type RowProps = { value: Where; error: boolean; onChange: (value: Where) => void; onRemove: () => void };

/** One comparison with the data of an event. */
const WhereRow = ({ value: where, error, onChange, onRemove }: RowProps) => {
  const { now } = useBuilder();
  const comparing: Comparing = { type: undefined, operator: where.operator };
  const kinds = valueKinds(comparing);
  // an event's data has no history of its own
  const kind = kindOfValue(where.value, comparing) as PlainKind;
  const become = (operator: WhereOperator, next: ValueKind): void => {
    const to = { type: undefined, operator };
    onChange({ ...where, operator, value: convertValue(where.value, next, to, now()) as Where['value'] });
  };
  const withOperator = (operator: WhereOperator): void => {
    const fitting = valueKinds({ type: undefined, operator });
    become(operator, fitting.includes(kind) ? kind : (fitting[0] ?? 'text'));
  };
  return (
    <Box role="group" aria-label={`where ${where.path}`} sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <Box sx={{ flex: '1 1 120px', minWidth: 0 }}>
        <SuggestField
          compact
          label="Property of the event"
          value={where.path.replace(/^\$\./, '')}
          choices={pathChoices}
          error={error || where.path === '$.'}
          onChange={(name) => onChange({ ...where, path: `$.${name}` })}
        />
      </Box>
      <Box sx={{ flex: '1 1 120px', minWidth: 0 }}>
        <ChoiceField
          compact
          label="Operator"
          value={where.operator}
          choices={operatorChoices}
          onChange={(operator) => withOperator(operator as WhereOperator)}
        />
      </Box>
      {kinds.length > 1 && (
        <Box sx={{ flex: '0 0 96px' }}>
          <ChoiceField
            compact
            label="Kind of value"
            value={kind}
            choices={kinds.map((one) => ({ value: one, label: kindWords[one] ?? one }))}
            onChange={(next) => become(where.operator, next as ValueKind)}
          />
        </Box>
      )}
      <Box sx={{ flex: '2 1 140px', minWidth: 0 }}>
        <ValueEditor
          kind={kind}
          value={where.value}
          comparing={comparing}
          choices={{ list: [], closed: false }}
          error={error}
          onChange={(value) => onChange({ ...where, value: value as Where['value'] })}
        />
      </Box>
      <IconButton size="small" aria-label={`Remove where ${where.path}`} onClick={onRemove}>
        <CloseIcon sx={{ fontSize: 18 }} />
      </IconButton>
    </Box>
  );
};

type Props<S extends Step> = { step: S; error: boolean; onChange: (step: S) => void };

/** What an event's data must be, all of it. */
export const WhereFields = <S extends Step>({ step, error, onChange }: Props<S>) => {
  const where = step.where ?? [];
  const change = (next: Where[]): void => {
    const { where: _, ...rest } = step;
    onChange((next.length === 0 ? rest : { ...step, where: next }) as S);
  };
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {where.map((one, index) => (
        <WhereRow
          // biome-ignore lint/suspicious/noArrayIndexKey: comparisons have no name, and equal ones may repeat
          key={index}
          value={one}
          error={error}
          onChange={(next) => change(where.with(index, next))}
          onRemove={() => change(where.toSpliced(index, 1))}
        />
      ))}
      {where.length < historyLimits.conditions && (
        <Button
          size="small"
          startIcon={<AddIcon />}
          sx={{ justifySelf: 'start' }}
          onClick={() => change([...where, first])}
        >
          Where
        </Button>
      )}
    </Box>
  );
};
