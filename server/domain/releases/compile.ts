import type { TopCondition } from '#schemas/condition.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { type ConditionSegment, hasConditions, type Segment } from '#schemas/segment.ts';
import { Settings } from '#schemas/settings.ts';
import type { Variant } from '#schemas/variant.ts';
import { dependencyOrder } from '#server/domain/assignment/dependency-order.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { compileJourney } from '#server/domain/journeys/compile.ts';
import { declaredHistory } from './declared.ts';
import { bodiesOf, type ParsedDocument } from './parse.ts';
import { segmentLayers } from './segments.ts';
import type { CompiledRelease, CompiledSegments, CompiledSet, MatcherName, SourceDocument } from './types.ts';
import { examineDocuments } from './validate.ts';

/** Documents that cannot be in force, with every reason. */
export class ReleaseFaults extends Error {
  readonly faults: readonly DocumentFault[];
  constructor(faults: readonly DocumentFault[]) {
    super(
      faults.map(({ document, path, message }) => `${document} at ${path.join('.')}: ${message}`).join('\n'),
    );
    this.name = 'ReleaseFaults';
    this.faults = faults;
  }
}

type Conditions = CompiledRelease['conditions'];
type Guarded = { key: string; priority?: number };

const everyone: TopCondition = { all: [] };

const compileSet = <T extends Guarded>(
  items: readonly T[],
  guardOf: (item: T) => TopCondition | undefined,
  conditions: Conditions,
): CompiledSet<T> => {
  const rules = items.map((item) => ({
    key: item.key,
    priority: item.priority ?? 1,
    conditions: guardOf(item) ?? everyone,
  }));
  return { items, compiled: compileRules(rules, { conditions }) };
};

const byKey = <T extends { key: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.key, item]));

const layersOf = (items: readonly ConditionSegment[], conditions: Conditions): CompiledSegments['layers'] =>
  segmentLayers(items, conditions).map((layer) =>
    compileSet(layer, (segment) => segment.conditions, conditions),
  );

const compileSegments = (all: readonly Segment[], conditions: Conditions): CompiledSegments => {
  const items = all.filter(hasConditions);
  const uploaded = byKey(all.filter((segment) => !hasConditions(segment)));
  return { items, layers: layersOf(items, conditions), uploaded };
};

const byPlacement = (variants: readonly Variant[]): Map<string, Variant[]> => {
  const groups = new Map<string, Variant[]>();
  for (const variant of variants)
    groups.set(variant.placement, [...(groups.get(variant.placement) ?? []), variant]);
  return groups;
};

const assemble = (
  { environment, number, documents, matcher = 'compiled' }: Source,
  valid: readonly ParsedDocument[],
): CompiledRelease => {
  const conditions = Object.fromEntries(
    bodiesOf(valid, 'condition').map((named) => [named.key, named.conditions]),
  );
  const variants = bodiesOf(valid, 'variant');
  const begun = bodiesOf(valid, 'experiment').filter(({ status }) => status !== 'draft');
  const experiments = dependencyOrder(begun);
  const running = experiments.filter(({ status }) => status === 'running');
  const rules = bodiesOf(valid, 'rule').filter(({ enabled }) => enabled);
  const journeys = bodiesOf(valid, 'journey').filter(({ enabled }) => enabled);
  return {
    environment,
    number,
    matcher,
    settings: bodiesOf(valid, 'settings')[0] ?? Settings.parse({}),
    placements: byKey(bodiesOf(valid, 'placement')),
    variants: byKey(variants),
    variantsByPlacement: byPlacement(variants),
    segments: compileSegments(bodiesOf(valid, 'segment'), conditions),
    rules: compileSet(rules, (rule) => rule.conditions, conditions),
    experiments,
    audiences: compileSet(running, ({ audience }) => audience, conditions),
    journeys: new Map(journeys.map((journey) => [journey.key, compileJourney(journey)])),
    metrics: byKey(bodiesOf(valid, 'metric')),
    flags: byKey(bodiesOf(valid, 'flag')),
    history: declaredHistory(documents),
    conditions,
  };
};

type Source = {
  environment: string;
  number: number;
  documents: readonly SourceDocument[];
  matcher?: MatcherName | undefined;
};

/**
 * Makes a release ready to decide with, once. Documents are in order of publication, which orders rules of one
 * priority. A rule whose event is not ours is compiled like any other: it matches, and its event is handed back.
 * @throws ReleaseFaults with every fault, when the documents are not valid together
 * @example compileRelease({ environment: 'production', number: 1, documents }).rules.items.length // 12
 */
export const compileRelease = (release: Source): CompiledRelease => {
  const { valid, faults } = examineDocuments(release.documents);
  if (faults.length > 0) throw new ReleaseFaults(faults);
  return assemble(release, valid);
};
