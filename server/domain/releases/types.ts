import type { TopCondition } from '#schemas/condition.ts';
import type { Kind } from '#schemas/document.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Flag } from '#schemas/flag.ts';
import type { Metric } from '#schemas/metric.ts';
import type { Placement } from '#schemas/placement.ts';
import type { Rule } from '#schemas/rule.ts';
import type { ConditionSegment, Segment } from '#schemas/segment.ts';
import type { Settings } from '#schemas/settings.ts';
import type { Variant } from '#schemas/variant.ts';
import type { CompiledRules } from '#server/domain/conditions/compile.ts';
import type { Window } from '#server/domain/conditions/history-tally.ts';
import type { CompiledJourney } from '#server/domain/journeys/types.ts';
import type { Counter, DeclaredHistory } from '#server/domain/profiles/declared-history.ts';

/** A counter with the conditions that ask for it. */
export type CounterUse = Counter & { windows: readonly Window[]; usedBy: readonly string[] };

/** What the conditions of a release count. */
export type ReleaseHistory = DeclaredHistory & { uses: readonly CounterUse[] };

/** A configuration document as its author wrote it: not yet known to be valid, defaults not filled in. */
export type SourceDocument = { kind: Kind; body: unknown };

/** What conditions guard, with the conditions ready to match: an index from matching points into `items`. */
export type CompiledSet<T> = { items: readonly T[]; compiled: CompiledRules };

/** Segments by conditions in layers, each of which asks only about those before it; and those by upload. */
export type CompiledSegments = {
  items: readonly ConditionSegment[];
  layers: readonly CompiledSet<ConditionSegment>[];
  uploaded: ReadonlyMap<string, Segment>;
};

/** How conditions are answered: by our own matcher, or by json-rules-engine, to compare with. */
export const matcherNames = ['compiled', 'reference'] as const;
export type MatcherName = (typeof matcherNames)[number];

/** The whole configuration of an environment at one release, ready to decide with. Never changed once made. */
export type CompiledRelease = {
  environment: string;
  /** 0 before anything was published. */
  number: number;
  matcher: MatcherName;
  settings: Settings;
  placements: ReadonlyMap<string, Placement>;
  variants: ReadonlyMap<string, Variant>;
  variantsByPlacement: ReadonlyMap<string, readonly Variant[]>;
  segments: CompiledSegments;
  /** Enabled rules, in order of publication. */
  rules: CompiledSet<Rule>;
  /** Running and stopped ones, each after those it requires: exposures to a stopped one still count. */
  experiments: readonly Experiment[];
  /** Running experiments behind their audiences; one without an audience is open to everyone. */
  audiences: CompiledSet<Experiment>;
  /** Enabled journeys. */
  journeys: ReadonlyMap<string, CompiledJourney>;
  metrics: ReadonlyMap<string, Metric>;
  flags: ReadonlyMap<string, Flag>;
  /** What profiles count because conditions ask for it. */
  history: ReleaseHistory;
  /** Conditions that others refer to by name. */
  conditions: Readonly<Record<string, TopCondition>>;
};
