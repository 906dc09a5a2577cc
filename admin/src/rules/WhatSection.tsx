import { Typography } from '@mui/material';
import { complaintAt, faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { FormProps } from '../document/types.ts';
import { JsonField } from '../fields/JsonField.tsx';
import type { Suggest } from '../fields/schema-field.ts';
import { Section } from '../ui/Section.tsx';
import { ActionList } from './ActionList.tsx';

const actionsPath = ['event', 'params', 'actions'];

const actionsIn = (event: unknown): readonly unknown[] | undefined => {
  const { type, params } = (event ?? {}) as { type?: unknown; params?: { actions?: unknown } };
  return type === 'personalize' && Array.isArray(params?.actions) ? params.actions : undefined;
};

/** What the rule does: its actions, or the event that is handed back untouched. */
export const WhatSection = ({
  body,
  faults,
  suggest,
  onChange,
}: Omit<FormProps, 'isNew'> & { suggest: Suggest }) => {
  const actions = actionsIn(body['event']);
  const change = (path: readonly string[], value: unknown): void =>
    onChange(setIn(body, path, value) as typeof body);
  if (actions !== undefined)
    return (
      <Section title="What">
        <ActionList
          actions={actions}
          faults={faultsUnder(faults, actionsPath)}
          suggest={suggest}
          onChange={(next) => change(actionsPath, next)}
        />
      </Section>
    );
  const complaint = complaintAt(faults, ['event']);
  return (
    <Section title="What">
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1.5 }}>
        An event of another system: it is handed back as it is.
      </Typography>
      <JsonField
        label="Event as JSON"
        value={body['event']}
        help={complaint}
        error={complaint !== undefined}
        onChange={(event) => change(['event'], event)}
      />
    </Section>
  );
};
