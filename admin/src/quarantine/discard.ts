import { postJson } from '../api.ts';

/** Takes rows away from those that wait; says how many. */
export const discardRows = async (ids: readonly string[]): Promise<number> =>
  (await postJson<{ discarded: number }>('quarantine/discard', { ids })).discarded;

/** Lets discarded rows wait again; says how many. */
export const restoreRows = async (ids: readonly string[]): Promise<number> =>
  (await postJson<{ restored: number }>('quarantine/restore', { ids })).restored;
