import { z } from 'zod';
import { Rule } from './rule.ts';

/** A rule as it is being written: asked about, not saved. */
export const RuleQuestion = z.strictObject({ rule: Rule });

const Path = z.array(z.union([z.string(), z.number()])).describe('where it is in the rule');
const Part = z.strictObject({ path: Path, text: z.string() });

export const RuleFinding = z.strictObject({
  kind: z.string().describe('such as never-matches, always-matches, shadowed, conflict, unknown-fact'),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  path: Path.optional(),
  otherRule: z.string().optional().describe('the key of the rule that it is about too'),
  witness: z.record(z.string(), z.unknown()).optional().describe('facts of a customer who shows it'),
});
export type RuleFinding = z.infer<typeof RuleFinding>;

export const RuleAnalysis = z.strictObject({ findings: z.array(RuleFinding) });
export type RuleAnalysis = z.infer<typeof RuleAnalysis>;

export const RuleAudience = z.strictObject({
  population: z.number().int().describe('how many customers there are'),
  sample: z.number().int().describe('how many of them were looked at'),
  sampledBy: z.string().describe('how they were chosen, in words'),
  matching: z.number().int().describe('how many of the sample the conditions hold for'),
  estimate: z
    .strictObject({ customers: z.number().int(), low: z.number().int(), high: z.number().int() })
    .describe(
      'so many of all customers, with a 95 % interval; where all were looked at, both ends are that number',
    ),
  withheld: z
    .number()
    .int()
    .describe('how many of those get defaults all the same: no consent, or in the holdout'),
  dropOff: z
    .array(Part.extend({ left: z.number().int() }))
    .describe('how many of the sample are left after each condition, in order'),
  unjudged: z
    .array(Part)
    .describe('comparisons left out, because they read what only a request tells: its context'),
  matches: z.array(z.strictObject({ customerId: z.string(), name: z.string().optional() })),
  nearMisses: z
    .array(z.strictObject({ customerId: z.string(), name: z.string().optional(), failed: z.array(Part) }))
    .describe('those whom the fewest comparisons keep out, and which'),
});
export type RuleAudience = z.infer<typeof RuleAudience>;
