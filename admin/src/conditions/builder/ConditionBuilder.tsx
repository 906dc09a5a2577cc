import * as DndKit from '@dnd-kit/core';
import { Box } from '@mui/material';
import { QueryBuilderDnD } from '@react-querybuilder/dnd';
import { createDndKitAdapter } from '@react-querybuilder/dnd/dnd-kit';
import { memo, useMemo, useRef } from 'react';
import { QueryBuilder, type RuleGroupType } from 'react-querybuilder';
import type { Fault } from '../../document/faults.ts';
import { byNode, countRows, type Group, toCondition } from '../query.ts';
import { useLatest } from '../use-latest.ts';
import { useShared } from '../use-shared.ts';
import { BuilderGroup } from './BuilderGroup.tsx';
import { BuilderRow } from './BuilderRow.tsx';
import { BuilderContext, type Nodes, NodesContext } from './context.ts';
import { Notice } from './Notice.tsx';
import { useEdits } from './use-edits.ts';
import { useKnown } from './use-known.ts';
import { isSame, useQuery } from './use-query.ts';

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

/** With more rows than these, controls for each of them would be slow to draw and hard to read. */
const longFrom = 30;

/** One for all times, so that an edit of one row draws no other. */
const nothingSaid: Nodes['faults'] = new Map();

const now = (): Date => new Date();

const Builder = memo(({ condition, faults, onChange }: Props) => {
  const host = useRef<HTMLDivElement>(null);
  const [query, hold] = useQuery(condition);
  const known = useKnown();
  const change = useLatest((next: Group): void => {
    hold(next);
    const written = toCondition(next);
    if (!isSame(written, condition)) onChange(written);
  });
  const { actions, opened, notice, undo } = useEdits({ query, change, host });
  const builder = useMemo(() => ({ ...actions, known, now }), [actions, known]);
  const said = useMemo(() => (faults.length === 0 ? nothingSaid : byNode(query, faults)), [query, faults]);
  const isLong = countRows(query) > longFrom;
  const nodes = useMemo(() => ({ faults: said, isLong, opened }), [said, isLong, opened]);
  return (
    <BuilderContext.Provider value={builder}>
      <NodesContext.Provider value={nodes}>
        <Box ref={host} sx={{ position: 'relative' }}>
          <QueryBuilderDnD dnd={dnd} controlElements={controls}>
            <QueryBuilder
              query={query as unknown as RuleGroupType}
              onQueryChange={change as unknown as (query: RuleGroupType) => void}
              combinators={combinators}
              enableMountQueryChange={false}
              suppressStandardClassnames
            />
          </QueryBuilderDnD>
          <Notice text={notice} undo={undo} />
        </Box>
      </NodesContext.Provider>
    </BuilderContext.Provider>
  );
});

/**
 * Edits a condition as a tree of rows and groups, by pointer or by keyboard alone. It is drawn anew only when the
 * condition or what is said of it changes.
 */
export const ConditionBuilder = ({ condition, faults, onChange }: Props) => (
  <Builder condition={useShared(condition)} faults={useShared(faults)} onChange={useLatest(onChange)} />
);
