import { Box } from '@mui/material';
import type { LeafCondition } from '#schemas/condition.ts';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import { definitionOf, withModifiers, withOperator } from '../leaf.ts';
import { type Modifier, modifiersAfter, modifierWords, splitOperator } from '../modifiers.ts';
import { operatorOptions } from '../operator-options.ts';
import { useBuilder } from './context.ts';

type Props = { leaf: LeafCondition; error: boolean; onChange: (leaf: LeafCondition) => void };

const choiceOf = (modifier: Modifier) => ({ value: modifier, label: modifierWords(modifier) });
const without = { value: '', label: 'no modifier' };

/** What a choice that goes on begins with: behind it the operator is chosen anew. */
const further = '+';

const furtherChoiceOf = (modifier: Modifier) => ({
  value: `${further}${modifier}`,
  label: `${modifierWords(modifier)} …`,
});

/** The operator behind its modifiers: each can be another or be taken away, and the last choice adds one. */
export const OperatorFields = ({ leaf, error, onChange }: Props) => {
  const { now } = useBuilder();
  const definition = definitionOf(leaf);
  const { modifiers, operator } = splitOperator(leaf.operator);
  const modify = (next: readonly Modifier[]): void => onChange(withModifiers(leaf, next, now()));
  const choose = (next: string): void =>
    next.startsWith(further)
      ? modify([...modifiers, next.slice(further.length)])
      : onChange(withOperator(leaf, next, now()));
  return (
    <Box sx={{ minWidth: 0, display: 'flex', gap: 0.5, flexWrap: 'wrap' }}>
      {modifiers.map((modifier, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a modifier is what it is by its place
        <Box key={index} sx={{ flex: '1 1 130px', minWidth: 0 }}>
          <ChoiceField
            compact
            label={`Modifier ${index + 1}`}
            value={modifier}
            choices={[without, ...modifiersAfter(modifiers.slice(0, index), definition?.type).map(choiceOf)]}
            onChange={(next) =>
              modify(next === '' ? modifiers.toSpliced(index, 1) : modifiers.with(index, next))
            }
          />
        </Box>
      ))}
      <Box sx={{ flex: '1 1 130px', minWidth: 0 }}>
        <ChoiceField
          compact
          label="Operator"
          value={operator}
          error={error}
          choices={[
            ...operatorOptions(definition, modifiers, operator).map(({ name, label }) => ({
              value: name,
              label,
            })),
            ...modifiersAfter(modifiers, definition?.type).map(furtherChoiceOf),
          ]}
          onChange={choose}
        />
      </Box>
    </Box>
  );
};
