import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { Route } from './layout.ts';

type Routed = Edge<{ route: Route; label: string; delayed: boolean }, 'routed'>;

const pathOf = ({ points }: Route): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x},${y}`).join(' ');

/** An arrow along the route that the layout found for it, with its label on it. */
export const RoutedEdge = ({ data, markerEnd }: EdgeProps<Routed>) => {
  const { palette } = useTheme();
  if (data === undefined) return null;
  const { route, label, delayed } = data;
  return (
    <>
      <BaseEdge
        path={pathOf(route)}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        style={{
          stroke: palette.text.secondary,
          strokeWidth: 1.5,
          ...(delayed && { strokeDasharray: '6 4' }),
        }}
      />
      <EdgeLabelRenderer>
        <Box
          style={{ transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` }}
          sx={{
            position: 'absolute',
            bgcolor: 'background.paper',
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            px: 0.75,
            fontSize: 11,
            whiteSpace: 'nowrap',
          }}
        >
          {label}
        </Box>
      </EdgeLabelRenderer>
    </>
  );
};
