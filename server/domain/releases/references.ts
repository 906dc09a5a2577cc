import type { Kind } from '#schemas/document.ts';
import type { PathFault } from './schema-faults.ts';
import { namedSegments } from './segments.ts';
import type { SourceDocument } from './types.ts';

type Path = PathFault['path'];

/** A document that a body names: one of a kind, and for a variant the placement that it is to fill. */
type Reference = {
  path: Path;
  kind: 'placement' | 'variant' | 'metric' | 'experiment' | 'segment';
  key: string;
  placement?: string | undefined;
};

/** What references can lead to. A key whose document has faults of its own counts as there. */
export type Targets = {
  has: (kind: Kind, key: string) => boolean;
  /** The placement of a variant; undefined when the variant or its placement is unknown. */
  placementOf: (variant: string) => string | undefined;
};

type Json = Readonly<Record<string, unknown>>;

// a body is read as it was written, since a fault in one part of it hides nothing in the others
const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const entriesOf = (value: unknown): [string, unknown][] => Object.entries(objectOf(value));
const itemsOf = (value: unknown): Json[] => (Array.isArray(value) ? value.map(objectOf) : []);

/** No reference where the key is missing or no text: the schema says so. */
const named = (path: Path, kind: Reference['kind'], key: unknown, placement?: unknown): Reference[] =>
  typeof key === 'string'
    ? [{ path, kind, key, placement: typeof placement === 'string' ? placement : undefined }]
    : [];

/** The parts of a body in which conditions may ask whether a customer is in a segment. */
const segments = (body: Json, ...parts: string[]): Reference[] =>
  parts.flatMap((part) =>
    namedSegments(body[part], [part]).map(({ key, path }) => ({ path, kind: 'segment' as const, key })),
  );

const slot = (path: Path, { placement, variant }: Json): Reference[] => [
  ...named([...path, 'placement'], 'placement', placement),
  ...named([...path, 'variant'], 'variant', variant, placement),
];

/** A map from placement to variant. */
const slots = (path: Path, map: unknown): Reference[] =>
  entriesOf(map).flatMap(([placement, variant]) => [
    ...named([...path, placement], 'placement', placement),
    ...named([...path, placement], 'variant', variant, placement),
  ]);

const ofRule = ({ event }: Json): Reference[] => {
  const { type, params } = objectOf(event);
  if (type !== 'personalize') return [];
  const path = ['event', 'params', 'actions'];
  return itemsOf(objectOf(params)['actions']).flatMap((action, index) => slot([...path, index], action));
};

const ofStates = ({ states }: Json, path: Path): Reference[] =>
  entriesOf(states).flatMap(([name, value]) => {
    const state = objectOf(value);
    return [...ofEffect(state, [...path, 'states', name]), ...ofStates(state, [...path, 'states', name])];
  });

const ofEffect = ({ meta }: Json, path: Path): Reference[] => {
  const { pin, include, boost } = objectOf(objectOf(meta)['decide']);
  const at = [...path, 'meta', 'decide'];
  return [
    ...slots([...at, 'pin'], pin),
    ...slots([...at, 'include'], include),
    ...itemsOf(boost).flatMap((wish, index) => slot([...at, 'boost', index], wish)),
  ];
};

const ofJourney = (body: Json): Reference[] => {
  const machine = objectOf(body['machine']);
  return [...ofEffect(machine, ['machine']), ...ofStates(machine, ['machine'])];
};

const ofExperiment = ({ variations, metrics, prerequisites }: Json): Reference[] => [
  ...itemsOf(variations).flatMap(({ variants }, index) => slots(['variations', index, 'variants'], variants)),
  ...itemsOf(metrics).flatMap(({ metric }, index) => named(['metrics', index, 'metric'], 'metric', metric)),
  ...itemsOf(prerequisites).flatMap(({ experiment }, index) =>
    named(['prerequisites', index, 'experiment'], 'experiment', experiment),
  ),
];

/** Goals that the author did not write are defaults, which need not exist in every shop. */
const ofSettings = ({ goals }: Json): Reference[] =>
  entriesOf(goals).flatMap(([goal, metric]) => named(['goals', goal], 'metric', metric));

const referencesOf = ({ kind, body }: SourceDocument): Reference[] => {
  const written = objectOf(body);
  switch (kind) {
    case 'placement':
      return named(['defaultVariant'], 'variant', written['defaultVariant'], written['key']);
    case 'variant':
      return named(['placement'], 'placement', written['placement']);
    case 'rule':
      return [...ofRule(written), ...segments(written, 'conditions')];
    case 'segment':
    case 'condition':
      return segments(written, 'conditions');
    case 'experiment':
      return [...ofExperiment(written), ...segments(written, 'audience')];
    case 'journey':
      return [...ofJourney(written), ...segments(written, 'entry', 'machine')];
    case 'settings':
      return ofSettings(written);
    default:
      return [];
  }
};

const referenceFaults = ({ path, kind, key, placement }: Reference, targets: Targets): PathFault[] => {
  if (!targets.has(kind, key)) return [{ path, message: `there is no ${kind} "${key}"` }];
  if (placement === undefined) return [];
  const actual = targets.placementOf(key) ?? placement;
  return actual === placement
    ? []
    : [{ path, message: `the variant "${key}" belongs to the placement "${actual}", not to "${placement}"` }];
};

/** Every reference of a document, of whatever shape, that leads nowhere, or to a variant of another placement. */
export const brokenReferences = (document: SourceDocument, targets: Targets): PathFault[] =>
  referencesOf(document).flatMap((reference) => referenceFaults(reference, targets));
