import { Box } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import type { FactReference } from '#schemas/condition.ts';
import { SuggestField } from '../../fields/SuggestField.tsx';
import { type FactOption, findOption, referenceTo } from '../fact-options.ts';
import { type Known, useBuilder } from './context.ts';
import { FactPicker } from './FactPicker.tsx';

type Props = {
  label: string;
  reference: FactReference;
  onChange: (option: FactOption, text: string) => void;
  /** Whether an event may be picked by its name. */
  events?: boolean;
  error?: boolean;
};

const suggestionsFor = ({ definition }: FactOption, known: Known) => {
  if (definition.path === 'experiments.*') return known.experiments;
  return definition.path === 'profile.journeys.*' ? known.journeys : [];
};

type Begun = { option: FactOption; instead: FactReference };

const isSame = (one: FactReference, other: FactReference): boolean =>
  one.fact === other.fact && one.path === other.path;

/** An open fact that was picked and has no name yet is none: the former one stays until the first letter. */
const useBegun = (reference: FactReference) => {
  const [begun, setBegun] = useState<Begun | undefined>(undefined);
  const option = begun !== undefined && isSame(begun.instead, reference) ? begun.option : undefined;
  return [option, setBegun] as const;
};

/** A fact, and the part of its path that is the author's to write. */
export const FactFields = ({ label, reference, onChange, events, error = false }: Props) => {
  const { known } = useBuilder();
  const [begun, setBegun] = useBegun(reference);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (begun !== undefined) host.current?.querySelector('input')?.focus();
  }, [begun]);
  const found = begun === undefined ? findOption(reference) : { option: begun, text: '' };
  const pick = (option: FactOption): void => {
    if (option === found?.option) return;
    if (option.open) setBegun({ option, instead: reference });
    else {
      setBegun(undefined);
      onChange(option, '');
    }
  };
  return (
    <Box sx={{ minWidth: 0, display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
      <Box sx={{ flex: '1 1 130px', minWidth: 0 }}>
        <FactPicker
          label={label}
          reference={begun === undefined ? reference : referenceTo(begun.definition)}
          events={events}
          error={error}
          onChange={pick}
        />
      </Box>
      {found?.option.open && (
        <Box ref={host} sx={{ flex: '1 1 130px', minWidth: 0 }}>
          <SuggestField
            compact
            label={`${label}: which`}
            placeholder="name"
            value={found.text}
            choices={suggestionsFor(found.option, known)}
            error={begun === undefined && (error || found.text === '')}
            onChange={(text) => text !== '' && onChange(found.option, text)}
          />
        </Box>
      )}
    </Box>
  );
};
