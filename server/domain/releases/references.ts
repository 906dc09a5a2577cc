import type { Action } from '#schemas/action.ts';
import type { Bodies, Kind } from '#schemas/document.ts';
import { JourneyStateEffect } from '#schemas/journey.ts';
import type { JsonObject } from '#schemas/json.ts';
import { actionsOf } from '#schemas/rule.ts';
import type { ParsedDocument } from './parse.ts';
import type { PathFault } from './schema-faults.ts';

type Path = PathFault['path'];

/** A document that a body names: one of a kind, and for a variant the placement that it is to fill. */
type Reference = { path: Path; kind: 'placement' | 'variant' | 'metric'; key: string; placement?: string };

/** What references can lead to. A key whose document has faults of its own counts as there. */
export type Targets = {
  has: (kind: Kind, key: string) => boolean;
  /** The placement of a variant; undefined when the variant is unknown or has faults. */
  placementOf: (variant: string) => string | undefined;
};

const slot = (path: Path, placement: string, variant: string): Reference[] => [
  { path: [...path, 'placement'], kind: 'placement', key: placement },
  { path: [...path, 'variant'], kind: 'variant', key: variant, placement },
];

/** A map from placement to variant. */
const slots = (path: Path, map: Record<string, string> = {}): Reference[] =>
  Object.entries(map).flatMap(([placement, variant]) => [
    { path: [...path, placement], kind: 'placement' as const, key: placement },
    { path: [...path, placement], kind: 'variant' as const, key: variant, placement },
  ]);

const ofAction = (action: Action, path: Path): Reference[] => {
  if ('variant' in action) return slot(path, action.placement, action.variant);
  if ('placement' in action)
    return [{ path: [...path, 'placement'], kind: 'placement', key: action.placement }];
  return [];
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofState = (state: JsonObject, path: Path): Reference[] => {
  const decide = isObject(state['meta']) ? JourneyStateEffect.safeParse(state['meta']['decide']) : undefined;
  const at = [...path, 'meta', 'decide'];
  const effect = decide?.success ? decide.data : {};
  return [
    ...slots([...at, 'pin'], effect.pin),
    ...slots([...at, 'include'], effect.include),
    ...(effect.boost ?? []).flatMap(({ placement, variant }, index) =>
      slot([...at, 'boost', index], placement, variant),
    ),
    ...ofStates(state, path),
  ];
};

const ofStates = (state: JsonObject, path: Path): Reference[] =>
  Object.entries(isObject(state['states']) ? state['states'] : {}).flatMap(([name, child]) =>
    isObject(child) ? ofState(child, [...path, 'states', name]) : [],
  );

const ofExperiment = ({ variations, metrics }: Bodies['experiment']): Reference[] => [
  ...variations.flatMap(({ variants }, index) => slots(['variations', index, 'variants'], variants)),
  ...metrics.map(
    ({ metric }, index): Reference => ({
      path: ['metrics', index, 'metric'],
      kind: 'metric',
      key: metric,
    }),
  ),
];

/** Goals that the author did not write are defaults, which need not exist in every shop. */
const ofSettings = (written: unknown, { goals }: Bodies['settings']): Reference[] =>
  Object.hasOwn(Object(written), 'goals')
    ? Object.entries(goals).map(([goal, key]) => ({ path: ['goals', goal], kind: 'metric', key }))
    : [];

const referencesOf = ({ kind, body, written }: ParsedDocument): Reference[] => {
  switch (kind) {
    case 'placement':
      return [{ path: ['defaultVariant'], kind: 'variant', key: body.defaultVariant, placement: body.key }];
    case 'variant':
      return [{ path: ['placement'], kind: 'placement', key: body.placement }];
    case 'rule':
      return actionsOf(body).flatMap((action, index) =>
        ofAction(action, ['event', 'params', 'actions', index]),
      );
    case 'experiment':
      return ofExperiment(body);
    case 'journey':
      return ofState(body.machine, ['machine']);
    case 'settings':
      return ofSettings(written, body);
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

/** Every reference of a document that leads nowhere, or to a variant of another placement. */
export const brokenReferences = (document: ParsedDocument, targets: Targets): PathFault[] =>
  referencesOf(document).flatMap((reference) => referenceFaults(reference, targets));
