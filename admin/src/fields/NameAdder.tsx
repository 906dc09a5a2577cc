import AddIcon from '@mui/icons-material/Add';
import { Box, Button } from '@mui/material';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { Choice } from './ChoiceField.tsx';
import { SuggestField } from './SuggestField.tsx';

type Props = {
  /** What the name is of, such as "Field of content". */
  label: string;
  /** What the button says. */
  action: string;
  /** Names that suggest themselves. */
  choices: readonly Choice[];
  /** Why a name cannot be, or undefined. */
  complaintOf: (name: string) => string | undefined;
  onAdd: (name: string) => void;
  children?: ReactNode;
};

/** Asks for the name of something new: Enter or the button adds it. */
export const NameAdder = ({ label, action, choices, complaintOf, onAdd, children }: Props) => {
  const [written, setWritten] = useState('');
  const name = written.trim();
  const complaint = name === '' ? undefined : complaintOf(name);
  const canAdd = name !== '' && complaint === undefined;
  const add = (): void => {
    onAdd(name);
    setWritten('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const chooses = event.target instanceof Element && event.target.hasAttribute('aria-activedescendant');
    if (event.key === 'Enter' && canAdd && !chooses) add();
  };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'flex-start' }}>
      <Box sx={{ width: 260, maxWidth: '100%' }} onKeyDown={onKeyDown}>
        <SuggestField
          label={label}
          value={written}
          choices={choices}
          onChange={setWritten}
          help={complaint}
          error={complaint !== undefined}
        />
      </Box>
      {children}
      <Button startIcon={<AddIcon />} disabled={!canAdd} onClick={add}>
        {action}
      </Button>
    </Box>
  );
};
