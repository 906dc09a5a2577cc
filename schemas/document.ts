import { z } from 'zod';
import { TopCondition } from './condition.ts';
import { Experiment } from './experiment.ts';
import { Flag } from './flag.ts';
import { Journey } from './journey.ts';
import { Key } from './key.ts';
import { Metric } from './metric.ts';
import { Placement } from './placement.ts';
import { Rule } from './rule.ts';
import { Segment } from './segment.ts';
import { Settings } from './settings.ts';
import { Variant } from './variant.ts';

/** Conditions with a name, to be referred to as `{ "condition": key }`. */
export const NamedCondition = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  conditions: TopCondition,
});
export type NamedCondition = z.infer<typeof NamedCondition>;

/** The schema of a configuration document's body, by kind. */
export const documentSchemas = {
  settings: Settings,
  metric: Metric,
  placement: Placement,
  variant: Variant,
  condition: NamedCondition,
  segment: Segment,
  rule: Rule,
  journey: Journey,
  experiment: Experiment,
  flag: Flag,
} as const;

export type Kind = keyof typeof documentSchemas;
export const kinds = Object.keys(documentSchemas) as Kind[];
export const Kind = z.enum(kinds as [Kind, ...Kind[]]);

export type Bodies = { [K in Kind]: z.infer<(typeof documentSchemas)[K]> };

/** `rule/vip-hero`: how a release names a document. */
export const documentId = (kind: Kind, key: string): string => `${kind}/${key}`;

/** A file in `rules/`: any number of documents of any kind. */
export const Pack = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().max(200).optional(),
  description: z.string().max(2000).optional(),
  settings: Settings.optional(),
  metrics: z.array(Metric).optional(),
  placements: z.array(Placement).optional(),
  variants: z.array(Variant).optional(),
  conditions: z.array(NamedCondition).optional(),
  segments: z.array(Segment).optional(),
  rules: z.array(Rule).optional(),
  journeys: z.array(Journey).optional(),
  experiments: z.array(Experiment).optional(),
  flags: z.array(Flag).optional(),
});
export type Pack = z.infer<typeof Pack>;
