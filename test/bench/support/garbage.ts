import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects all garbage now, so that what comes next is not charged for what was before. */
export const collectGarbage = runInNewContext('gc') as () => void;
