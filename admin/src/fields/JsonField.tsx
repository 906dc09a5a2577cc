import { parseJson } from '../document/parse-json.ts';
import type { Naming } from './naming.ts';
import { WrittenField } from './WrittenField.tsx';

type Props = Naming & {
  value: unknown;
  onChange: (value: unknown) => void;
  help?: string | undefined;
  error?: boolean | undefined;
};

/** A value of any shape, as JSON. */
export const JsonField = (props: Props) => (
  <WrittenField<unknown>
    {...props}
    print={(value) => (value === undefined ? '' : JSON.stringify(value, null, 2))}
    read={parseJson}
    complaint="Not JSON"
    input={{
      multiline: true,
      maxRows: 12,
      sx: { '& textarea': { fontFamily: 'monospace', fontSize: '0.8rem' } },
    }}
  />
);
