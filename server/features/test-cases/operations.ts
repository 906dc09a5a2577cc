import { TestCase, TestRun, TestRunRequest } from '#schemas/test-case.ts';
import type { Operation } from '#server/platform/openapi.ts';

const example = {
  key: 'gold-sees-preview',
  name: 'Gold members see the preview',
  request: { page_type: 'homepage', context: { device: 'mobile' } },
  suppose: { profile: { traits: { loyalty_tier: 'gold' } } },
  expect: { placements: { hero_banner: 'hero-members-preview' } },
};

/** Test cases for those who would rather keep them in step by a program. */
export const testCaseOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/admin/test-cases',
    tag: 'Simulator',
    security: 'session',
    summary: 'Keep a test case: what a customer must get',
    body: TestCase,
    example,
    success: { status: 201, description: 'The case, as it is kept', schema: TestCase.loose() },
    problems: [400, 401, 403, 409, 413, 415],
  },
  {
    method: 'post',
    path: '/api/admin/test-cases/run',
    tag: 'Simulator',
    security: 'session',
    summary: 'Ask test cases of what is in force, of drafts, or of another release',
    body: TestRunRequest,
    example: { release: 'drafts' },
    success: { status: 200, description: 'What passed, and how the others differ', schema: TestRun },
    problems: [400, 401, 413, 415, 422],
  },
];
