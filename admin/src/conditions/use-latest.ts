import { useRef } from 'react';

/** A function that never changes and always does what the newest one does. */
export const useLatest = <Arguments extends unknown[], Result>(
  act: (...given: Arguments) => Result,
): ((...given: Arguments) => Result) => {
  const latest = useRef(act);
  latest.current = act;
  return useRef((...given: Arguments): Result => latest.current(...given)).current;
};
