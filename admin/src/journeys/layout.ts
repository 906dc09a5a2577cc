import ELK, { type ElkExtendedEdge, type ElkNode, type ElkPoint } from 'elkjs/lib/elk-api.js';
import elkWorker from 'elkjs/lib/elk-worker.min.js?url';
import type { NameOf } from '../names/name-of.ts';
import { type DrawnJourney, transitionPhrase } from './graph.ts';

export type Box = { x: number; y: number; width: number; height: number };
export type Route = { points: ElkPoint[]; label: ElkPoint };
/** Where everything goes, in the coordinates of the whole drawing. Routes are in the order of the transitions. */
export type Layout = { boxes: Map<string, Box>; routes: Route[] };

const rootId = '(root)';
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  // states in the order in which their author wrote them
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.spacing.nodeNode': '48',
  'elk.spacing.edgeLabel': '6',
  'elk.layered.spacing.edgeNodeBetweenLayers': '24',
};
/** Room for the name of a state that holds others. */
const groupOptions = { 'elk.padding': '[top=52,left=20,bottom=20,right=20]' };

export const stateSize = { width: 200, height: 62 };
const labelHeight = 22;
const characterWidth = 6.4;

const nodesIn = ({ states }: DrawnJourney, parent: string | null): ElkNode[] =>
  states
    .filter((state) => state.parent === parent)
    .map(({ path, type }) =>
      type === 'compound'
        ? { id: path, layoutOptions: groupOptions, children: nodesIn({ states } as DrawnJourney, path) }
        : { id: path, ...stateSize },
    );

const edgesOf = ({ transitions }: DrawnJourney, nameOf: NameOf): ElkExtendedEdge[] =>
  transitions.map((transition, index) => {
    const text = transitionPhrase(transition, nameOf);
    return {
      id: String(index),
      sources: [transition.from],
      targets: [transition.to],
      labels: [{ text, width: text.length * characterWidth + 18, height: labelHeight }],
    };
  });

const boxesOf = (node: ElkNode): [string, Box][] =>
  (node.children ?? []).flatMap((child) => [
    [child.id, { x: child.x ?? 0, y: child.y ?? 0, width: child.width ?? 0, height: child.height ?? 0 }] as [
      string,
      Box,
    ],
    ...boxesOf(child),
  ]);

const routeOf = ({ sections, labels }: ElkExtendedEdge): Route => {
  const points = (sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const label = labels?.[0];
  return {
    points,
    label: {
      x: (label?.x ?? points[0]?.x ?? 0) + (label?.width ?? 0) / 2,
      y: (label?.y ?? points[0]?.y ?? 0) + (label?.height ?? 0) / 2,
    },
  };
};

/** Arrows from the machine itself have no box to start at; the table below the drawing lists them. */
const drawable = (journey: DrawnJourney): DrawnJourney => ({
  ...journey,
  transitions: journey.transitions.filter(({ from }) => from !== ''),
});

/** Lays a machine out in a worker, so that the page stays responsive. */
export const layOut = async (
  journey: DrawnJourney,
  nameOf: NameOf,
): Promise<Layout & { drawn: DrawnJourney }> => {
  const drawn = drawable(journey);
  const elk = new ELK({ workerFactory: () => new Worker(elkWorker) });
  try {
    const graph = await elk.layout({
      id: rootId,
      layoutOptions: options,
      children: nodesIn(drawn, null),
      edges: edgesOf(drawn, nameOf),
    });
    return { drawn, boxes: new Map(boxesOf(graph)), routes: (graph.edges ?? []).map(routeOf) };
  } finally {
    elk.terminateWorker();
  }
};
