import { Box, Stack, Typography } from '@mui/material';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useNames } from '../names/use-names.ts';
import { formatCount, humanize } from '../ui/format.ts';
import { type CountedState, effectPhrase } from './graph.ts';

type StateNodeType = Node<{ state: CountedState }, 'state'>;

const borderOf = ({ type, initial }: CountedState): string => {
  if (type === 'final') return 'success.main';
  return initial ? 'primary.main' : 'text.disabled';
};

/** xyflow draws arrows only between handles; ours follow the layout, so that these are out of sight. */
const Anchors = () => (
  <>
    <Handle type="target" position={Position.Top} style={{ visibility: 'hidden' }} />
    <Handle type="source" position={Position.Bottom} style={{ visibility: 'hidden' }} />
  </>
);

export const StateNode = ({ data: { state } }: NodeProps<StateNodeType>) => {
  const group = state.type === 'compound';
  const effect = effectPhrase(state, useNames());
  return (
    <Box
      sx={{
        width: '100%',
        height: '100%',
        borderRadius: 2,
        border: 1.5,
        borderColor: borderOf(state),
        bgcolor: group ? 'action.hover' : 'background.paper',
        px: 1.5,
        py: 1,
        overflow: 'hidden',
      }}
    >
      <Anchors />
      <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', gap: 1 }}>
        <Typography variant="body2" noWrap sx={{ fontWeight: 650 }}>
          {humanize(state.name)}
        </Typography>
        <Box
          component="span"
          sx={{ border: 1, borderColor: 'divider', borderRadius: 5, px: 1, fontSize: 12 }}
        >
          {formatCount(state.customers)}
        </Box>
      </Stack>
      {effect && (
        <Typography variant="caption" color="text.secondary" noWrap component="p">
          {effect}
        </Typography>
      )}
    </Box>
  );
};
