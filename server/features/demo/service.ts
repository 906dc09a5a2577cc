import type { TestCase } from '#schemas/test-case.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { DemoSize } from './generate.ts';
import { type RemovalDependencies, type Removed, removeDemo } from './remove.ts';
import { type Seeded, type SeedProgress, type SeedServices, seedDemo } from './seed.ts';

type Dependencies = {
  seeding: SeedServices;
  removal: RemovalDependencies;
  /** Is anything of the shop there? */
  isLoaded: () => Promise<boolean>;
  /** Notes that the shop was taken out on purpose, so that no start loads it again. */
  markRemoved: (at: Date) => Promise<void>;
  /** The documents that ship with the product. */
  readRules: () => Promise<SourceDocument[]>;
  /** The test cases that are about the shop's customers. */
  readCases: () => Promise<TestCase[]>;
  clock: Clock;
};

type SeedOptions = {
  seed?: number;
  /** When the shop's last day ends; a load that was cut off must be repeated with the same. */
  now?: Date;
  size?: DemoSize;
  progress?: (progress: SeedProgress) => void;
};

export const defaultSeed = 1;

/** Fills an installation with the demo shop, and takes it out again. */
export const createDemoService = ({
  seeding,
  removal,
  isLoaded,
  markRemoved,
  readRules,
  readCases,
  clock,
}: Dependencies) => ({
  seed: async ({ seed = defaultSeed, now = clock(), ...options }: SeedOptions = {}): Promise<Seeded> =>
    seedDemo({
      services: seeding,
      documents: await readRules(),
      cases: await readCases(),
      seed,
      now,
      ...options,
    }),

  isLoaded,

  remove: async (progress?: (customers: number) => void): Promise<Removed> => {
    const removed = await removeDemo(removal, progress);
    await markRemoved(clock());
    return removed;
  },
});

export type DemoService = ReturnType<typeof createDemoService>;
