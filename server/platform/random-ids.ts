import { randomBytes } from 'node:crypto';

const ID_BYTES = 12;
const DRAWN_AT_ONCE = 256;

/**
 * Makes ids that are unique and not to be guessed: 96 random bits, 16 characters. They are drawn from the system many
 * at a time, since one draw takes as long as hundreds of ids.
 * @example const createId = randomIds(); createId() // 'q0Xn3J9zR2mLw5ab'
 */
export const randomIds = (): (() => string) => {
  let drawn = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = randomBytes(ID_BYTES * DRAWN_AT_ONCE);
      at = 0;
    }
    at += ID_BYTES;
    return drawn.toString('base64url', at - ID_BYTES, at);
  };
};
