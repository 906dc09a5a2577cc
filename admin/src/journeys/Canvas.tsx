import '@xyflow/react/dist/style.css';
import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { Background, Controls, type Edge, MarkerType, type Node, ReactFlow } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { NameOf } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { Failure, Placeholder } from '../ui/Loaded.tsx';
import { type CountedState, type DrawnJourney, transitionPhrase } from './graph.ts';
import { type Layout, layOut } from './layout.ts';
import { RoutedEdge } from './RoutedEdge.tsx';
import { StateNode } from './StateNode.tsx';

const nodeTypes = { state: StateNode };
const edgeTypes = { routed: RoutedEdge };

type Drawing = Layout & { drawn: DrawnJourney };
type LayoutState =
  | { state: 'busy' }
  | { state: 'done'; drawing: Drawing }
  | { state: 'failed'; error: unknown };

const useLayout = (journey: DrawnJourney, nameOf: NameOf): LayoutState => {
  const [layout, setLayout] = useState<LayoutState>({ state: 'busy' });
  useEffect(() => {
    let current = true;
    layOut(journey, nameOf).then(
      (drawing) => current && setLayout({ state: 'done', drawing }),
      (error: unknown) => current && setLayout({ state: 'failed', error }),
    );
    return () => {
      current = false;
    };
  }, [journey, nameOf]);
  return layout;
};

type StateBox = Node<{ state: CountedState }>;

const nodesOf = ({ drawn, boxes }: Drawing): StateBox[] =>
  drawn.states.flatMap((state) => {
    const box = boxes.get(state.path);
    if (box === undefined) return [];
    const { x, y, width, height } = box;
    const group = state.type === 'compound';
    return [
      {
        id: state.path,
        type: 'state',
        position: { x, y },
        width,
        height,
        // groups lie under the arrows inside them
        zIndex: group ? -1 : 1,
        data: { state },
      },
    ];
  });

const edgesOf = ({ drawn, routes }: Drawing, color: string, nameOf: NameOf): Edge[] =>
  drawn.transitions.map((transition, index) => ({
    id: String(index),
    type: 'routed',
    source: transition.from,
    target: transition.to,
    markerEnd: { type: MarkerType.ArrowClosed, color, width: 18, height: 18 },
    data: {
      route: routes[index],
      label: transitionPhrase(transition, nameOf),
      delayed: transition.trigger.type === 'delay',
    },
  }));

const [lowest, highest, space] = [320, 760, 60];

/** Tall enough for the drawing at its own size, as far as a page allows. */
const canvasHeight = ({ boxes }: Drawing): number => {
  const bottom = Math.max(0, ...[...boxes.values()].map(({ y, height }) => y + height));
  return Math.min(highest, Math.max(lowest, bottom + space));
};

/** The machine as a picture to pan and zoom; its tables hold the same for those who cannot see it. */
export const Canvas = ({
  journey,
  onOpen,
}: {
  journey: DrawnJourney;
  /** Shows who stands in a state. */
  onOpen: (state: CountedState) => void;
}) => {
  const nameOf = useNames();
  const layout = useLayout(journey, nameOf);
  const { palette } = useTheme();
  if (layout.state === 'busy') return <Placeholder />;
  if (layout.state === 'failed') return <Failure error={layout.error} />;
  return (
    <Box
      component="figure"
      sx={{
        m: 0,
        height: canvasHeight(layout.drawing),
        '& .react-flow__edgelabel-renderer': { zIndex: 1001 },
        '& .react-flow__node': { cursor: 'pointer' },
      }}
      aria-label={`The machine of ${nameOf('journeys', journey.key) ?? journey.key}, also listed below`}
    >
      <ReactFlow
        nodes={nodesOf(layout.drawing)}
        edges={edgesOf(layout.drawing, palette.text.secondary, nameOf)}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodeClick={(_, { data }) => onOpen(data.state)}
        colorMode={palette.mode}
        fitView
        fitViewOptions={{ padding: 0.06, maxZoom: 1 }}
        minZoom={0.2}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </Box>
  );
};
