import type { TestCase } from '#schemas/test-case.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { Clock } from '#server/platform/clock.ts';
import { problem } from '#server/platform/problems.ts';
import type { StoredTestCase, TestCaseStore } from '#server/stores/test-cases.ts';

type Dependencies = { store: TestCaseStore; clock: Clock };

/** What a folder's cases make of those that are stored. */
type CaseChanges = { added: string[]; changed: string[]; removed: string[] };

const missing = (key: string): Error => problem('not-found', { detail: `There is no test case "${key}".` });

/** The test cases of a project: written, changed, taken away, and brought in from a folder. */
export const createCaseLibrary = ({ store, clock }: Dependencies) => {
  const signed = (body: TestCase, author: string): StoredTestCase => ({ body, author, updatedAt: clock() });

  const changesTo = async (cases: readonly TestCase[], keepOthers: boolean): Promise<CaseChanges> => {
    const known = new Map((await store.all()).map(({ body }) => [body.key, canonicalJson(body)]));
    const wanted = new Map(cases.map((one) => [one.key, canonicalJson(one)]));
    const keys = [...wanted.keys()];
    return {
      added: keys.filter((key) => !known.has(key)),
      changed: keys.filter((key) => known.has(key) && known.get(key) !== wanted.get(key)),
      removed: keepOthers ? [] : [...known.keys()].filter((key) => !wanted.has(key)),
    };
  };

  return {
    all: store.all,
    changesTo,

    one: async (key: string): Promise<StoredTestCase> => {
      const found = await store.one(key);
      if (found === null) throw missing(key);
      return found;
    },

    create: async (body: TestCase, author: string): Promise<StoredTestCase> => {
      const stored = signed(body, author);
      if (await store.add(stored)) return stored;
      throw problem('already-there', { detail: `There is a test case "${body.key}" already.` });
    },

    save: async (key: string, body: TestCase, author: string): Promise<StoredTestCase> => {
      if (body.key !== key)
        throw problem('invalid-request', {
          errors: [{ path: '/key', message: `the key of this case is "${key}"` }],
        });
      const stored = signed(body, author);
      if (!(await store.replace(stored))) throw missing(key);
      return stored;
    },

    remove: async (key: string): Promise<void> => {
      if (!(await store.remove(key))) throw missing(key);
    },

    /** Makes the stored cases what a folder holds, in its order; others are removed unless they are kept. */
    apply: async (cases: readonly TestCase[], author: string, keepOthers: boolean): Promise<CaseChanges> => {
      const changes = await changesTo(cases, keepOthers);
      await store.put(cases.map((one) => signed(one, author)));
      for (const key of changes.removed) await store.remove(key);
      return changes;
    },
  };
};

export type CaseLibrary = ReturnType<typeof createCaseLibrary>;
