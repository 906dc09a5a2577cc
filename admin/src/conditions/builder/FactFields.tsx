import { Box } from '@mui/material';
import type { FactReference } from '#schemas/condition.ts';
import { SuggestField } from '../../fields/SuggestField.tsx';
import { type FactOption, findOption } from '../fact-options.ts';
import { type Known, useBuilder } from './context.ts';
import { FactPicker } from './FactPicker.tsx';

type Props = {
  label: string;
  reference: FactReference;
  onChange: (option: FactOption, text: string) => void;
  error?: boolean;
};

const suggestionsFor = ({ definition }: FactOption, known: Known) => {
  if (definition.path === 'experiments.*') return known.experiments;
  return definition.path === 'profile.journeys.*' ? known.journeys : [];
};

/** A fact, and the part of its path that is the author's to write. */
export const FactFields = ({ label, reference, onChange, error = false }: Props) => {
  const { known } = useBuilder();
  const found = findOption(reference);
  return (
    <>
      <Box sx={{ flex: '3 1 190px', minWidth: 0 }}>
        <FactPicker
          label={label}
          reference={reference}
          error={error}
          onChange={(option) => onChange(option, option === found?.option ? found.text : '')}
        />
      </Box>
      {found?.option.open && (
        <Box sx={{ flex: '2 1 130px', minWidth: 0 }}>
          <SuggestField
            compact
            label={`${label}: which`}
            placeholder="name"
            value={found.text}
            choices={suggestionsFor(found.option, known)}
            error={error || found.text === ''}
            onChange={(text) => onChange(found.option, text)}
          />
        </Box>
      )}
    </>
  );
};
