import { z } from 'zod';
import { ExperienceRequest } from './decision.ts';
import { Key } from './key.ts';
import { SimulationRequest, Supposition } from './simulation.ts';

const { preview: _, page_type, context, ...whom } = ExperienceRequest.shape;

/** Whom and what a storefront would name. Without an id it is somebody of whom nothing is known. */
const CaseRequest = z.strictObject({
  ...whom,
  page_type: page_type.unwrap().exactOptional(),
  context: context.unwrap().exactOptional(),
});

const Expectation = z
  .strictObject({
    placements: z.record(Key, Key).exactOptional().describe('placement to the variant that must be chosen'),
    segments: z.array(Key).max(200).exactOptional().describe('exactly these, in order of publication'),
    rules: z.array(Key).max(1000).exactOptional().describe('exactly these apply, in the order of their say'),
    experiments: z
      .record(Key, Key.nullable())
      .exactOptional()
      .describe('experiment to the variation; null where the customer must not be in it'),
  })
  .refine((expected) => Object.keys(expected).length > 0, { message: 'expects nothing' });

/** What a customer must get: a request, what is supposed of them, and what must come of it. */
export const TestCase = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).exactOptional(),
  required: z.boolean().exactOptional().describe('publishing what fails it is refused'),
  request: CaseRequest.exactOptional(),
  suppose: Supposition.exactOptional().describe('facts in place of what is known'),
  at: z.iso.datetime({ offset: true }).exactOptional().describe('the time to decide at; now when absent'),
  chance: z.string().min(1).max(200).exactOptional().describe('what chance is drawn from'),
  expect: Expectation,
});
export type TestCase = z.infer<typeof TestCase>;

/** A file beside packs, named `*.cases.json`. Walks through journeys have a section of their own. */
export const CasesFile = z.strictObject({
  $schema: z.string().optional(),
  description: z.string().max(2000).optional(),
  cases: z.array(TestCase).max(1000).optional(),
  walks: z.array(z.unknown()).optional(),
});

/** The question that a case asks the simulator. */
export const questionOf = ({ key, request = {}, suppose, at, chance }: TestCase): SimulationRequest =>
  SimulationRequest.parse({
    ...(request.customer_id === undefined &&
      request.anonymous_id === undefined && { anonymous_id: `test-case-${key}` }),
    ...request,
    overrides: suppose ?? {},
    ...(at !== undefined && { at }),
    ...(chance !== undefined && { chance }),
  });

export const TestRunRequest = z
  .strictObject({
    release: z
      .union([z.enum(['live', 'drafts']), z.number().int().min(1)])
      .describe('what is in force, all drafts, or a release by its number'),
    documents: z.array(z.string().max(300)).max(1000).optional().describe('with drafts: only of these'),
    cases: z.array(Key).max(1000).optional().describe('by key; all when absent'),
  })
  .refine(({ release, documents }) => documents === undefined || release === 'drafts', {
    message: 'only drafts can be narrowed to documents',
    path: ['documents'],
  });
export type TestRunRequest = z.infer<typeof TestRunRequest>;

const TestDifference = z.strictObject({
  about: z.enum(['placement', 'segments', 'rules', 'experiment']),
  name: z.string().nullable().describe('of the placement or the experiment'),
  expected: z.unknown(),
  actual: z.unknown(),
});
export type TestDifference = z.infer<typeof TestDifference>;

const TestResult = z.strictObject({
  key: z.string(),
  name: z.string(),
  required: z.boolean(),
  passed: z.boolean(),
  differences: z.array(TestDifference),
  problem: z.string().nullable().describe('why nothing could be decided'),
});
export type TestResult = z.infer<typeof TestResult>;

export const TestRun = z.strictObject({
  release: z.number().int().describe('that was asked, or that the drafts were put upon'),
  drafts: z.boolean(),
  passed: z.number().int(),
  results: z.array(TestResult),
});
export type TestRun = z.infer<typeof TestRun>;
