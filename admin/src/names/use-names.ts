import { createContext, useContext, useEffect } from 'react';
import { type NameOf, nameless } from './name-of.ts';

type Names = { nameOf: NameOf; want: () => void };

export const NamesContext = createContext<Names>({ nameOf: nameless, want: () => undefined });

/** What people call the documents that are spoken of by key. */
export const useNames = (): NameOf => {
  const { nameOf, want } = useContext(NamesContext);
  useEffect(want, [want]);
  return nameOf;
};
