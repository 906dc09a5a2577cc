import AddIcon from '@mui/icons-material/Add';
import { Box, Button, Chip, Typography } from '@mui/material';
import { useId } from 'react';
import { type RuleGroupProps, useRuleGroup } from 'react-querybuilder';
import { ChoiceField } from '../../fields/ChoiceField.tsx';
import type { Combinator, Group } from '../query.ts';
import { type NewKind, useBuilder, useNodes } from './context.ts';
import { GroupMembers } from './GroupMembers.tsx';
import { DragHandle, NodeActions } from './NodeActions.tsx';
import { NodeFaults } from './NodeFaults.tsx';

const combinators: { value: Combinator; label: string }[] = [
  { value: 'all', label: 'All of' },
  { value: 'any', label: 'Any of' },
  { value: 'none', label: 'None of' },
];

const additions: { kind: NewKind; label: string }[] = [
  { kind: 'condition', label: 'Condition' },
  { kind: 'group', label: 'Group' },
  { kind: 'reference', label: 'Named condition' },
];

const labelOf = (combinator: Combinator): string =>
  combinators.find(({ value }) => value === combinator)?.label ?? combinator;

const structural = new Set(['all', 'any', 'not']);

const emptyText: Record<Combinator, string> = {
  all: 'Nothing is asked: everyone.',
  any: 'Add a condition, or remove this group.',
  none: 'Add a condition, or remove this group.',
};

/** A group of the builder: which of its conditions must hold, the conditions, and what can be added. */
export const BuilderGroup = (props: RuleGroupProps) => {
  const {
    path,
    dropRef,
    previewRef,
    dragRef,
    dragHandleAttributes,
    isDragging = false,
    isOver = false,
  } = props;
  const inner = useRuleGroup(props);
  const group = props.ruleGroup as unknown as Group;
  const { add, setCombinator } = useBuilder();
  const { faults } = useNodes();
  const wrong = faults.get(group.id) ?? [];
  const faultId = useId();
  const isRoot = path.length === 0;
  const name = `${labelOf(group.combinator)}, ${group.rules.length} ${group.rules.length === 1 ? 'condition' : 'conditions'}`;
  return (
    <Box
      ref={previewRef}
      role="group"
      aria-label={name}
      aria-describedby={wrong.length > 0 ? faultId : undefined}
      data-node={group.id}
      sx={{
        my: isRoot ? 0 : 0.75,
        opacity: isDragging ? 0.4 : 1,
        ...(!isRoot && { border: 1, borderColor: 'divider', borderRadius: 1.5, px: 1.25, py: 0.75 }),
      }}
    >
      <Box
        ref={dropRef}
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          gap: 0.75,
          alignItems: 'center',
          borderBottom: 2,
          borderColor: isOver ? 'primary.main' : 'transparent',
        }}
      >
        {!isRoot && <DragHandle handle={dragRef} attributes={dragHandleAttributes} />}
        <Box sx={{ width: 116 }}>
          <ChoiceField
            compact
            label="How many must hold"
            value={group.combinator}
            choices={combinators}
            onChange={(next) => setCombinator(next as Combinator, path)}
          />
        </Box>
        {Object.entries(group.frame ?? {})
          .filter(([key]) => !structural.has(key))
          .map(([key, value]) => (
            <Chip key={key} size="small" variant="outlined" label={`${key}: ${JSON.stringify(value)}`} />
          ))}
        <Box sx={{ flexGrow: 1 }} />
        {additions.map(({ kind, label }) => (
          <Button
            key={kind}
            size="small"
            startIcon={<AddIcon />}
            data-add={kind}
            onClick={() => add(kind, path)}
          >
            {label}
          </Button>
        ))}
        {!isRoot && (
          <NodeActions
            subject={`Actions on the group: ${name}`}
            path={path}
            first={props.shiftUpDisabled ?? false}
            last={props.shiftDownDisabled ?? false}
          />
        )}
      </Box>
      {wrong.length > 0 && <NodeFaults id={faultId} faults={wrong} />}
      <Box sx={{ borderLeft: 2, borderColor: 'divider', pl: 1.25, ml: 0.5, mt: 0.5 }}>
        {group.rules.length === 0 && (
          <Typography variant="body2" color="text.secondary" sx={{ py: 0.5 }}>
            {emptyText[group.combinator]}
          </Typography>
        )}
        <GroupMembers
          group={group}
          path={path}
          paths={inner.pathsMemo}
          schema={props.schema}
          actions={props.actions}
          translations={props.translations}
          context={props.context}
        />
      </Box>
    </Box>
  );
};
