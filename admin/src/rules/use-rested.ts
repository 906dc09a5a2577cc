import { useEffect, useState } from 'react';

/** How long nothing is written before what is said of it follows. */
const rest = 200;

/** A value once it rests: while it changes with each letter, the one before stays. */
export const useRested = <Value>(value: Value): Value => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
};
