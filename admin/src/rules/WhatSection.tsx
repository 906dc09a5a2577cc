import { Typography } from '@mui/material';
import { complaintAt, type Fault, faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import { JsonField } from '../fields/JsonField.tsx';
import type { Suggest } from '../fields/schema-field.ts';
import { Section } from '../ui/Section.tsx';
import { ActionList } from './ActionList.tsx';

const actionsPath = ['params', 'actions'];

const actionsIn = (event: unknown): readonly unknown[] | undefined => {
  const { type, params } = (event ?? {}) as { type?: unknown; params?: { actions?: unknown } };
  return type === 'personalize' && Array.isArray(params?.actions) ? params.actions : undefined;
};

type Props = {
  event: unknown;
  /** Paths go on from the event. */
  faults: readonly Fault[];
  suggest: Suggest;
  onChange: (event: unknown) => void;
};

/** What the rule does: its actions, or the event that is handed back untouched. */
export const WhatSection = ({ event, faults, suggest, onChange }: Props) => {
  const actions = actionsIn(event);
  if (actions !== undefined)
    return (
      <Section title="What">
        <ActionList
          actions={actions}
          faults={faultsUnder(faults, actionsPath)}
          suggest={suggest}
          onChange={(next) => onChange(setIn(event, actionsPath, next))}
        />
      </Section>
    );
  const complaint = complaintAt(faults, []);
  return (
    <Section title="What">
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1.5 }}>
        An event of another system: it is handed back as it is.
      </Typography>
      <JsonField
        label="Event as JSON"
        value={event}
        help={complaint}
        error={complaint !== undefined}
        onChange={onChange}
      />
    </Section>
  );
};
