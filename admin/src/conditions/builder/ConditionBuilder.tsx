import * as DndKit from '@dnd-kit/core';
import { Box, Button, Typography } from '@mui/material';
import { QueryBuilderDnD } from '@react-querybuilder/dnd';
import { createDndKitAdapter } from '@react-querybuilder/dnd/dnd-kit';
import { useRef, useState } from 'react';
import { generateID, QueryBuilder, type RuleGroupType } from 'react-querybuilder';
import type { Fault } from '../../document/faults.ts';
import { byNode, type Group, toCondition, toQuery } from '../query.ts';
import { BuilderGroup } from './BuilderGroup.tsx';
import { BuilderRow } from './BuilderRow.tsx';
import { BuilderContext } from './context.ts';
import { useEdits } from './use-edits.ts';
import { useKnown } from './use-known.ts';

type Props = {
  condition: unknown;
  /** What the server said, with paths into the condition. */
  faults: readonly Fault[];
  onChange: (condition: unknown) => void;
};

const dnd = createDndKitAdapter(DndKit);
const controls = { rule: BuilderRow, ruleGroup: BuilderGroup };
/** A drop that forms a group makes one of these. */
const combinators = ['all', 'any', 'none'].map((name) => ({ name, label: name }));

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The tree for a condition. The tree that was shown stays, with the identity of its rows, as long as it stands for
 * the condition that is asked for; a condition that was changed elsewhere is read anew.
 */
const useQuery = (condition: unknown): [Group, (query: Group) => void] => {
  const [held, setHeld] = useState<Group>(() => toQuery(condition, generateID));
  if (isSame(toCondition(held), condition)) return [held, setHeld];
  const fresh = toQuery(condition, generateID);
  setHeld(fresh);
  return [fresh, setHeld];
};

/** For those who do not see what moved; a removal is told to everyone, with the way back. */
const heardOnly = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' };

const Notice = ({ text, undo }: { text: string; undo: (() => void) | undefined }) => (
  <Box role="status" sx={undo ? { display: 'flex', gap: 1, alignItems: 'center', mt: 1 } : heardOnly}>
    <Typography variant="body2" color="text.secondary">
      {text}
    </Typography>
    {undo && (
      <Button size="small" onClick={undo}>
        Undo
      </Button>
    )}
  </Box>
);

/** Edits a condition as a tree of rows and groups, by pointer or by keyboard alone. */
export const ConditionBuilder = ({ condition, faults, onChange }: Props) => {
  const host = useRef<HTMLDivElement>(null);
  const [query, hold] = useQuery(condition);
  const known = useKnown();
  const change = (next: Group): void => {
    hold(next);
    const written = toCondition(next);
    if (!isSame(written, condition)) onChange(written);
  };
  const edits = useEdits({ query, change, host });
  return (
    <BuilderContext.Provider
      value={{ ...edits.actions, known, faults: byNode(query, faults), now: () => new Date() }}
    >
      <Box ref={host} sx={{ position: 'relative' }}>
        <QueryBuilderDnD dnd={dnd} controlElements={controls}>
          <QueryBuilder
            query={query as unknown as RuleGroupType}
            onQueryChange={(next) => change(next as unknown as Group)}
            combinators={combinators}
            enableMountQueryChange={false}
            suppressStandardClassnames
          />
        </QueryBuilderDnD>
        <Notice text={edits.notice} undo={edits.undo} />
      </Box>
    </BuilderContext.Provider>
  );
};
