import { randomBytes } from 'node:crypto';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Makes ids for events that come without one. They sort in the order they were made, because events of the same
 * instant are folded by id: so what was sent first in a batch happened first.
 * @example createMessageIds()(new Date(0)) // '000000000000-000001-9f86d081884c'
 */
export const createMessageIds = () => {
  let newest = 0;
  let sequence = 0;
  return (at: Date): string => {
    sequence = at.getTime() > newest ? 1 : sequence + 1;
    newest = Math.max(newest, at.getTime());
    return `${hex(newest, 12)}-${hex(sequence, 6)}-${randomBytes(6).toString('hex')}`;
  };
};
