import { jsonComplaint } from '../document/json-fault.ts';
import { parseJson } from '../document/parse-json.ts';
import type { Naming } from './naming.ts';
import { WrittenField } from './WrittenField.tsx';

type Props = Naming & {
  value: unknown;
  onChange: (value: unknown) => void;
  /** What a text means, where not every JSON will do; undefined for one that means nothing. */
  read?: (text: string) => unknown;
  complaint?: string;
  /** Hears whether the text means nothing. */
  onBroken?: (broken: boolean) => void;
  /** Lines that it shows, however many there are; as many as there are, up to 12, when absent. */
  rows?: number;
  help?: string | undefined;
  error?: boolean | undefined;
};

/** A value of any shape, as JSON. What is not JSON stays as it was typed, and is said to be so. */
export const JsonField = ({ read = parseJson, complaint, rows, ...props }: Props) => (
  <WrittenField<unknown>
    {...props}
    print={(value) => (value === undefined ? '' : JSON.stringify(value, null, 2))}
    read={read}
    complaint={(text) => complaint ?? jsonComplaint(text) ?? 'Not JSON'}
    keeps
    input={{
      multiline: true,
      ...(rows === undefined ? { maxRows: 12 } : { rows }),
      sx: { '& textarea': { fontFamily: 'monospace', fontSize: '0.8rem' } },
    }}
  />
);
