import { TextField, type TextFieldProps } from '@mui/material';
import { useContext, useEffect, useId, useState } from 'react';
import { BrokenContext } from './broken.ts';
import { type Naming, namingOf } from './naming.ts';

type Props<Value> = Naming & {
  value: Value;
  onChange: (value: Value) => void;
  print: (value: Value) => string;
  /** What a text means; undefined for one that means nothing. */
  read: (text: string) => Value | undefined;
  /** What to say of a text that means nothing. */
  complaint: (text: string) => string;
  /** Keeps a text that means nothing when they leave, instead of the value's own; it then stands in the way of saving. */
  keeps?: boolean;
  /** Hears whether the text means nothing. */
  onBroken?: ((broken: boolean) => void) | undefined;
  help?: string | undefined;
  error?: boolean | undefined;
  input?: Pick<
    TextFieldProps,
    'multiline' | 'rows' | 'minRows' | 'maxRows' | 'type' | 'placeholder' | 'sx' | 'required'
  >;
  inputMode?: 'decimal' | undefined;
};

/**
 * Text that stands for a value. While somebody writes, the text is theirs, and each text that means something is
 * handed on at once; when they leave, the value has the last word. A text that is kept stays until the value changes.
 */
export const WrittenField = <Value,>(props: Props<Value>) => {
  const { label, compact, value, onChange, print, read, complaint, help, error, input, inputMode } = props;
  const { keeps, onBroken } = props;
  const printed = print(value);
  const [typed, setDraft] = useState<string | undefined>(undefined);
  const [keptBeside, setKeptBeside] = useState<string | undefined>(undefined);
  const draft = keptBeside === undefined || keptBeside === printed ? typed : undefined;
  const broken = draft !== undefined && read(draft) === undefined;
  const fault = broken ? complaint(draft) : undefined;
  useEffect(() => onBroken?.(broken), [broken, onBroken]);
  const report = useContext(BrokenContext);
  const field = useId();
  useEffect(() => {
    if (keeps) report(field, fault && `${label}: ${fault}`);
    return () => report(field, undefined);
  }, [report, field, label, keeps, fault]);
  const write = (text: string): void => {
    setKeptBeside(undefined);
    setDraft(text);
    const meant = read(text);
    if (meant !== undefined) onChange(meant);
  };
  const leave = (): void => {
    if (keeps && broken && draft.trim() !== '') setKeptBeside(printed);
    else setDraft(undefined);
  };
  const named = namingOf({ label, compact });
  return (
    <TextField
      margin="none"
      {...input}
      {...(!compact && { label })}
      fullWidth
      value={draft ?? printed}
      onChange={(event) => write(event.target.value)}
      onBlur={leave}
      error={broken || error === true}
      helperText={fault ?? help}
      slotProps={{ htmlInput: { ...named.htmlInput, ...(inputMode && { inputMode }) } }}
    />
  );
};
