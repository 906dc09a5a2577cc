import { Button } from '@mui/material';
import { memo, useState } from 'react';
import type { Path, RuleGroupProps, RuleProps } from 'react-querybuilder';
import { type Group, isGroup, type Row } from '../query.ts';
import { useNodes } from './context.ts';

type Around = Pick<RuleGroupProps, 'schema' | 'actions' | 'translations' | 'context'>;
type MemberProps = Around & { node: Row | Group; path: Path; first: boolean; last: boolean };

/** A row or a group, drawn anew only when it changes itself or comes to stand elsewhere. */
const Member = memo(({ node, path, first, last, ...around }: MemberProps) => {
  const { rule: RowControl, ruleGroup: GroupControl } = around.schema.controls;
  const place = { ...around, id: node.id, path, shiftUpDisabled: first, shiftDownDisabled: last };
  return isGroup(node) ? (
    <GroupControl
      {...place}
      ruleGroup={node as unknown as NonNullable<RuleGroupProps['ruleGroup']>}
      rules={node.rules as NonNullable<RuleGroupProps['rules']>}
      combinator={node.combinator}
    />
  ) : (
    <RowControl
      {...place}
      rule={node as RuleProps['rule']}
      field={node.field}
      operator={node.operator}
      value={node.value}
    />
  );
});

/** So many members are shown at a time. */
const atOnce = 100;

type Props = Around & { group: Group; path: Path; paths: readonly { path: Path }[] };

const moreText = (rules: Group['rules'], shown: number, faulty: number): string => {
  const more = `Show ${Math.min(atOnce, rules.length - shown)} more of ${rules.length}`;
  return faulty === 0 ? more : `${more}, ${faulty} with a fault`;
};

/** The rows and groups of a group: the first of them, the open one, and then more. */
export const GroupMembers = ({ group, path, paths, ...around }: Props) => {
  const { faults, opened } = useNodes();
  const [shown, setShown] = useState(atOnce);
  const { rules } = group;
  const isRoot = path.length === 0;
  return (
    <>
      {rules.map((node, index) =>
        index < shown || node.id === opened ? (
          <Member
            key={node.id}
            {...around}
            node={node}
            path={paths[index]?.path ?? [...path, index]}
            first={isRoot && index === 0}
            last={isRoot && index === rules.length - 1}
          />
        ) : null,
      )}
      {rules.length > shown && (
        <Button size="small" onClick={() => setShown(shown + atOnce)}>
          {moreText(rules, shown, rules.slice(shown).filter(({ id }) => faults.has(id)).length)}
        </Button>
      )}
    </>
  );
};
