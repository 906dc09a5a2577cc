import { useRef } from 'react';
import { shared } from './share.ts';

/** A value that is read anew with each letter, with the identity of all that stayed. */
export const useShared = <Value>(value: Value): Value => {
  const held = useRef(value);
  held.current = shared(held.current, value);
  return held.current;
};
