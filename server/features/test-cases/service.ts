import { setImmediate } from 'node:timers/promises';
import type { ExperienceRequest } from '#schemas/decision.ts';
import type { Profile } from '#schemas/profile.ts';
import type { DocumentFault } from '#schemas/release.ts';
import {
  questionOf,
  type TestCase,
  type TestResult,
  type TestRun,
  type TestRunRequest,
} from '#schemas/test-case.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { customerOf, simulate } from '#server/domain/simulation/simulate.ts';
import { differenceText, judge } from '#server/domain/test-cases/judge.ts';
import type { Clock } from '#server/platform/clock.ts';
import { ProblemError, problem } from '#server/platform/problems.ts';
import type { CaseLibrary } from './library.ts';

type Dependencies = {
  cases: CaseLibrary;
  release: () => CompiledRelease;
  releaseAt: (number: number) => Promise<CompiledRelease | null>;
  /** What publishing drafts would make: all of them, or those of some documents. */
  releaseWithDrafts: (documents: readonly string[] | 'all') => Promise<CompiledRelease>;
  evidence: () => Evidence;
  readProfile: (id: string) => Promise<Profile | null>;
  /** Refuses what a release does not have, as it does for storefronts. */
  checkRequest: (request: ExperienceRequest, release: CompiledRelease) => void;
  clock: Clock;
};

const explained = (error: ProblemError): string =>
  [error.message, ...(error.details.errors ?? []).map(({ path, message }) => `${path}: ${message}`)].join(
    ' ',
  );

/** Test cases, asked of what is in force, of drafts, and of what is about to be published. */
export const testCaseService = (dependencies: Dependencies) => {
  const { cases, release, releaseAt, releaseWithDrafts, evidence, readProfile, checkRequest, clock } =
    dependencies;

  const ask = async (testCase: TestCase, target: CompiledRelease): Promise<TestResult> => {
    const { key, name, required = false } = testCase;
    const told = { key, name, required };
    const request = questionOf(testCase);
    try {
      checkRequest(request, target);
      const at = request.at === undefined ? clock() : new Date(request.at);
      const customer = await customerOf(request, readProfile);
      const differences = judge(
        testCase,
        await simulate({ request, customer, release: target, evidence: evidence(), at }),
      );
      return { ...told, passed: differences.length === 0, differences, problem: null };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { ...told, passed: false, differences: [], problem: explained(error) };
    }
  };

  const askAll = async (asked: readonly TestCase[], target: CompiledRelease): Promise<TestResult[]> => {
    const results: TestResult[] = [];
    for (const testCase of asked) {
      results.push(await ask(testCase, target));
      // decisions get a turn
      await setImmediate();
    }
    return results;
  };

  const targetOf = async ({ release: wanted, documents }: TestRunRequest): Promise<CompiledRelease> => {
    if (wanted === 'live') return release();
    if (wanted === 'drafts') return releaseWithDrafts(documents ?? 'all');
    const found = await releaseAt(wanted);
    if (found !== null) return found;
    throw problem('invalid-request', {
      errors: [{ path: '/release', message: `there is no release ${wanted}` }],
    });
  };

  const chosen = async (keys: readonly string[] | undefined): Promise<TestCase[]> => {
    const all = (await cases.all()).map(({ body }) => body);
    const unknown = (keys ?? []).flatMap((key, index) =>
      all.some((one) => one.key === key)
        ? []
        : [{ path: `/cases/${index}`, message: `there is no test case "${key}"` }],
    );
    if (unknown.length > 0) throw problem('invalid-request', { errors: unknown });
    return keys === undefined ? all : all.filter(({ key }) => keys.includes(key));
  };

  return {
    cases,

    /**
     * Asks cases of a release.
     * @throws ProblemError 'invalid-request' for unknown cases, documents or releases, 'unprocessable' for drafts that
     * could not be published
     */
    run: async (request: TestRunRequest): Promise<TestRun> => {
      const asked = await chosen(request.cases);
      const target = await targetOf(request);
      const results = await askAll(asked, target);
      const passed = results.filter((result) => result.passed).length;
      return { release: target.number, drafts: request.release === 'drafts', passed, results };
    },

    /** Why a release must not be published: the required cases that it fails. */
    objections: async (target: CompiledRelease): Promise<DocumentFault[]> => {
      const required = (await cases.all()).flatMap(({ body }) => (body.required ? [body] : []));
      return (await askAll(required, target))
        .filter(({ passed }) => !passed)
        .map(({ key, name, differences, problem: reason }) => ({
          document: `test-case/${key}`,
          path: [],
          message: `the required test case “${name}” fails: ${reason ?? differences.map(differenceText).join('; ')}`,
        }));
    },
  };
};

export type TestCaseService = ReturnType<typeof testCaseService>;
