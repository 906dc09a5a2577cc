import { useState } from 'react';
import { generateID } from 'react-querybuilder';
import { type Group, toCondition, toQuery } from '../query.ts';

type Held = { query: Group; condition: unknown };

export const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

const read = (condition: unknown): Held => ({ query: toQuery(condition, generateID), condition });

/**
 * The tree for a condition. The tree that was shown stays, with the identity of its rows, as long as it stands for
 * the condition that is asked for; a condition that was changed elsewhere is read anew.
 */
export const useQuery = (condition: unknown): [Group, (query: Group) => void] => {
  const [held, setHeld] = useState<Held>(() => read(condition));
  const hold = (query: Group): void => setHeld({ query, condition: toCondition(query) });
  if (held.condition === condition) return [held.query, hold];
  const next = isSame(held.condition, condition) ? { ...held, condition } : read(condition);
  setHeld(next);
  return [next.query, hold];
};
