import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import {
  add as addNode,
  findPath,
  generateID,
  insert,
  move as moveNode,
  type Path,
  type RuleGroupType,
  regenerateIDs,
  remove as removeNode,
  update,
} from 'react-querybuilder';
import type { Condition } from '#schemas/condition.ts';
import { firstLeaf } from '../leaf.ts';
import { type Combinator, type Group, isGroup, newRow, type Row, toCondition } from '../query.ts';
import { conditionSentence } from '../sentence.ts';
import { useLatest } from '../use-latest.ts';
import type { Builder, NewKind } from './context.ts';

type Actions = Omit<Builder, 'known' | 'now'>;
type Edits = {
  /** The same functions as long as the builder is there. */
  actions: Actions;
  /** The row that was worked on last. */
  opened: string | undefined;
  /** What was done last, for those who did not see it. */
  notice: string;
  /** Takes the last removal back; only while nothing else was done since. */
  undo: (() => void) | undefined;
};
type Target = { node: string; selector: string };

const firstField = 'input, [role="combobox"]';

const newNode = (kind: NewKind): Row | Group => {
  if (kind === 'group')
    return { id: generateID(), combinator: 'any', rules: [newRow(firstLeaf, generateID())] };
  return newRow(kind === 'reference' ? { condition: '' } : firstLeaf, generateID());
};

const nodeAt = (query: Group, path: Path): Row | Group =>
  findPath(path, query as unknown as RuleGroupType) as unknown as Row | Group;

const textOf = (node: Row | Group): string => {
  if (isGroup(node)) return `the group of ${node.rules.length}`;
  return node.field === 'opaque' ? 'what was kept as it is' : conditionSentence(node.value as Condition);
};

/** Puts the focus where the hand was, after the tree was drawn anew. */
const useFocus = (host: RefObject<HTMLElement | null>): ((target: Target) => void) => {
  const target = useRef<Target | undefined>(undefined);
  useEffect(() => {
    const { node, selector } = target.current ?? {};
    if (node === undefined || selector === undefined) return;
    target.current = undefined;
    const elements = [...(host.current?.querySelectorAll<HTMLElement>('[data-node]') ?? [])];
    const element = elements.find(({ dataset }) => dataset['node'] === node);
    const wanted =
      element?.querySelector<HTMLElement>(selector) ?? element?.querySelector<HTMLElement>(firstField);
    wanted?.focus();
    // what is typed next replaces what a new row begins with
    if (wanted instanceof HTMLInputElement) wanted.select();
  });
  return (next) => {
    target.current = next;
  };
};

/** The same functions for good, each doing what the newest one does. */
const useStable = (actions: Actions): Actions => {
  const add = useLatest(actions.add);
  const setValue = useLatest(actions.setValue);
  const setCombinator = useLatest(actions.setCombinator);
  const move = useLatest(actions.move);
  const duplicate = useLatest(actions.duplicate);
  const remove = useLatest(actions.remove);
  const open = useLatest(actions.open);
  return useMemo(
    () => ({ add, setValue, setCombinator, move, duplicate, remove, open }),
    [add, setValue, setCombinator, move, duplicate, remove, open],
  );
};

/** What can be done to the tree, each with what is said of it and where the focus goes. */
export const useEdits = ({
  query,
  change,
  host,
}: {
  query: Group;
  change: (query: Group) => void;
  host: RefObject<HTMLElement | null>;
}): Edits => {
  const [last, setLast] = useState<{ notice: string; before?: Group; after?: string }>({ notice: '' });
  const [opened, setOpened] = useState<string | undefined>(undefined);
  const putFocus = useFocus(host);
  const focus = (target: Target): void => {
    setOpened(target.node);
    putFocus(target);
  };
  const tree = query as unknown as RuleGroupType;
  const commit = (next: RuleGroupType, notice = ''): void => {
    setLast({ notice });
    change(next as unknown as Group);
  };

  const add: Builder['add'] = (kind, path) => {
    const node = newNode(kind);
    focus({ node: node.id, selector: firstField });
    commit(addNode(tree, node as never, path), 'Added.');
  };
  const move: Builder['move'] = (path, direction) => {
    const { id } = nodeAt(query, path);
    focus({
      node: id,
      selector: `[data-action="${direction}"]:not(:disabled), [data-action]:not(:disabled)`,
    });
    commit(moveNode(tree, path, direction), `Moved ${direction}.`);
  };
  const duplicate: Builder['duplicate'] = (path) => {
    const copy = regenerateIDs(nodeAt(query, path) as never) as unknown as Row;
    const index = path.at(-1) ?? 0;
    focus({ node: copy.id, selector: firstField });
    commit(insert(tree, copy as never, [...path.slice(0, -1), index + 1]), 'Duplicated.');
  };
  const remove: Builder['remove'] = (path) => {
    const parent = nodeAt(query, path.slice(0, -1)) as Group;
    const index = path.at(-1) ?? 0;
    const neighbor = parent.rules[index + 1] ?? parent.rules[index - 1];
    focus(
      neighbor
        ? { node: neighbor.id, selector: '[data-action="remove"]' }
        : { node: parent.id, selector: '[data-add]' },
    );
    const next = removeNode(tree, path);
    setLast({
      notice: `Removed: ${textOf(nodeAt(query, path))}.`,
      before: query,
      after: JSON.stringify(toCondition(next as unknown as Group)),
    });
    change(next as unknown as Group);
  };

  const actions = useStable({
    add,
    move,
    duplicate,
    remove,
    setValue: (value, path) => commit(update(tree, 'value', value, path, keep)),
    setCombinator: (combinator: Combinator, path) => commit(update(tree, 'combinator', combinator, path)),
    open: (id) => focus({ node: id, selector: firstField }),
  });

  const { before, after, notice } = last;
  const isUndoable = before !== undefined && after === JSON.stringify(toCondition(query));
  return {
    actions,
    opened,
    notice: before === undefined || isUndoable ? notice : '',
    undo: isUndoable
      ? () => {
          setLast({ notice: 'It is back.' });
          change(before);
        }
      : undefined,
  };
};

/** A row's value is the whole of it: the library's own resets have no part in it. */
const keep = { resetOnFieldChange: false, resetOnOperatorChange: false };
