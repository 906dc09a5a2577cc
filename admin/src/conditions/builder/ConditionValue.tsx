import type { Performed, Sequence } from '#schemas/history.ts';
import type { ValueKind } from '../values.ts';
import { PerformedEditor } from './PerformedEditor.tsx';
import { SequenceEditor } from './SequenceEditor.tsx';
import { ValueEditor, type ValueProps } from './ValueEditor.tsx';

type Props = Omit<ValueProps, 'kind'> & { kind: ValueKind };

/** Edits what a fact is compared with, or what is asked of the customer's history. */
export const ConditionValue = ({ kind, ...props }: Props) => {
  const { value, error, onChange } = props;
  switch (kind) {
    case 'performed':
      return <PerformedEditor value={value as Performed} error={error} onChange={onChange} />;
    case 'sequence':
      return <SequenceEditor value={value as Sequence} error={error} onChange={onChange} />;
    default:
      return <ValueEditor kind={kind} {...props} />;
  }
};
