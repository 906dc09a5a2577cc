import { TextField, type TextFieldProps } from '@mui/material';
import { useState } from 'react';
import { type Naming, namingOf } from './naming.ts';

type Props<Value> = Naming & {
  value: Value;
  onChange: (value: Value) => void;
  print: (value: Value) => string;
  /** What a text means; undefined for one that means nothing. */
  read: (text: string) => Value | undefined;
  /** What to say of a text that means nothing. */
  complaint: string;
  help?: string | undefined;
  error?: boolean | undefined;
  input?: Pick<
    TextFieldProps,
    'multiline' | 'minRows' | 'maxRows' | 'type' | 'placeholder' | 'sx' | 'required'
  >;
  inputMode?: 'decimal' | undefined;
};

/**
 * Text that stands for a value. While somebody writes, the text is theirs, and each text that means something is
 * handed on at once; when they leave, the value has the last word.
 */
export const WrittenField = <Value,>(props: Props<Value>) => {
  const { label, compact, value, onChange, print, read, complaint, help, error, input, inputMode } = props;
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const broken = draft !== undefined && read(draft) === undefined;
  const write = (text: string): void => {
    setDraft(text);
    const meant = read(text);
    if (meant !== undefined) onChange(meant);
  };
  const named = namingOf({ label, compact });
  return (
    <TextField
      margin="none"
      {...input}
      {...(!compact && { label })}
      fullWidth
      value={draft ?? print(value)}
      onChange={(event) => write(event.target.value)}
      onBlur={() => setDraft(undefined)}
      error={broken || error === true}
      helperText={broken ? complaint : help}
      slotProps={{ htmlInput: { ...named.htmlInput, ...(inputMode && { inputMode }) } }}
    />
  );
};
