import { createContext, useContext } from 'react';
import type { Path } from 'react-querybuilder';
import type { Fault } from '../../document/faults.ts';
import type { Choice } from '../../fields/ChoiceField.tsx';
import type { Combinator } from '../query.ts';

/** What exists and can be named in a condition. */
export type Known = {
  segments: readonly Choice[];
  conditions: readonly Choice[];
  experiments: readonly (Choice & { variations: readonly Choice[] })[];
  journeys: readonly Choice[];
};

export type NewKind = 'condition' | 'group' | 'reference';

/** What rows and groups can do to the tree that they are part of. It stays the same while the tree changes. */
export type Builder = {
  known: Known;
  now: () => Date;
  add: (kind: NewKind, group: Path) => void;
  setValue: (value: unknown, path: Path) => void;
  setCombinator: (combinator: Combinator, path: Path) => void;
  move: (path: Path, direction: 'up' | 'down') => void;
  duplicate: (path: Path) => void;
  remove: (path: Path) => void;
  /** Shows the controls of a row, and puts the focus there. */
  open: (id: string) => void;
};

/** What is said of the nodes of a tree. */
export type Nodes = {
  /** What the server said of each node, by id; paths go on from the node. */
  faults: ReadonlyMap<string, readonly Fault[]>;
  /** Whether there are so many rows that only the open one has controls. */
  isLong: boolean;
  opened: string | undefined;
};

export const BuilderContext = createContext<Builder | null>(null);
export const NodesContext = createContext<Nodes>({ faults: new Map(), isLong: false, opened: undefined });

export const useBuilder = (): Builder => {
  const builder = useContext(BuilderContext);
  if (builder === null) throw new Error('A part of the builder stands outside of it.');
  return builder;
};

export const useNodes = (): Nodes => useContext(NodesContext);
