import { expect, test, vi } from 'vitest';
import { inBatch } from '#server/platform/embedded-mongo/storage/batch.ts';

/** Rejects as lmdb-js does: with an error that has LMDB's own as a promise. A real one cannot be brought about. */
const failing = (codes: number[]) => {
  const batch = async (change: () => void): Promise<boolean> => {
    change();
    const code = codes.shift();
    if (code === undefined) return true;
    const cause = Object.assign(new Error(`LMDB says ${code}`), { code });
    throw Object.assign(new Error('Commit failed'), { commitError: Promise.reject(cause) });
  };
  return { batch };
};

const badTransaction = -30782;
const inputOutput = 5;

test.each([
  { what: 'a commit is made', codes: [], tries: 1 },
  { what: 'one that LMDB gives up on is made again', codes: [badTransaction, badTransaction], tries: 3 },
])('$what', async ({ codes, tries }) => {
  const change = vi.fn();
  await inBatch(failing(codes), change);
  expect(change).toHaveBeenCalledTimes(tries);
});

test.each([
  { what: 'of the disk', codes: [inputOutput], says: 'LMDB says 5', tries: 1 },
  { what: 'that stays', codes: Array(9).fill(badTransaction), says: 'LMDB says -30782', tries: 5 },
])('an error $what is told as LMDB says it', async ({ codes, says, tries }) => {
  const change = vi.fn();
  await expect(inBatch(failing(codes), change)).rejects.toThrow(says);
  expect(change).toHaveBeenCalledTimes(tries);
});
