import type { Naming } from './naming.ts';
import { WrittenField } from './WrittenField.tsx';

type Props = Naming & {
  /** Undefined while there is none. */
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  /** Whether there may be none. */
  optional?: boolean | undefined;
  help?: string | undefined;
  error?: boolean | undefined;
};

const readNumber = (text: string): number | undefined => {
  const number = Number(text.trim().replace('−', '-'));
  return text.trim() !== '' && Number.isFinite(number) ? number : undefined;
};

/** A number, written as text: no wheel or arrow changes it by accident. */
export const NumberField = ({ value, onChange, optional = false, ...rest }: Props) => (
  <WrittenField<number | null>
    {...rest}
    value={value ?? null}
    onChange={(next) => onChange(next ?? undefined)}
    print={(number) => (number === null ? '' : String(number))}
    read={(text) => (optional && text.trim() === '' ? null : readNumber(text))}
    complaint={() => 'Not a number'}
    inputMode="decimal"
  />
);
