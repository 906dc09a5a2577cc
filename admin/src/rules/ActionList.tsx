import AddIcon from '@mui/icons-material/Add';
import { Box, Button } from '@mui/material';
import { type Fault, faultsUnder } from '../document/faults.ts';
import { setIn } from '../document/set-in.ts';
import type { Suggest } from '../fields/schema-field.ts';
import { ActionCard } from './ActionCard.tsx';
import { firstAction } from './actions.ts';

type Props = {
  actions: readonly unknown[];
  faults: readonly Fault[];
  suggest: Suggest;
  onChange: (actions: readonly unknown[]) => void;
};

const moved = (actions: readonly unknown[], from: number, to: number): unknown[] => {
  const rest = actions.toSpliced(from, 1);
  return rest.toSpliced(to, 0, actions[from]);
};

/** What happens when the rule holds, one card an action. */
export const ActionList = ({ actions, faults, suggest, onChange }: Props) => (
  <Box sx={{ display: 'grid', gap: 1.5 }}>
    {actions.map((action, index) => (
      <ActionCard
        // biome-ignore lint/suspicious/noArrayIndexKey: actions have no identity but their place
        key={index}
        action={action}
        number={index + 1}
        count={actions.length}
        faults={faultsUnder(faults, [index])}
        suggest={suggest}
        onChange={(next) => onChange(setIn(actions, [index], next) as unknown[])}
        onMove={(to) => onChange(moved(actions, index, to))}
        onRemove={() => onChange(actions.toSpliced(index, 1))}
      />
    ))}
    <Box>
      <Button size="small" startIcon={<AddIcon />} onClick={() => onChange([...actions, firstAction])}>
        Action
      </Button>
    </Box>
  </Box>
);
