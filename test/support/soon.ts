import { vi } from 'vitest';

/** Waits until an expectation holds, with patience for a busy machine. */
export const soon = <T>(expectation: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(expectation, { timeout: 10_000 });
