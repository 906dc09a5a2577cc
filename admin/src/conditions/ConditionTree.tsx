import { Box, Typography } from '@mui/material';
import type { Condition } from '#schemas/condition.ts';
import { childrenOf, formOf } from '#server/domain/conditions/forms.ts';
import { quotedName } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { leafPhrase } from './sentence.ts';

const groupWords = { all: 'All of', any: 'Any of', not: 'None of' } as const;

const Children = ({ condition }: { condition: Condition }) => (
  <Box component="ul" sx={{ listStyle: 'none', m: 0, pl: 2, ml: 0.5, borderLeft: 2, borderColor: 'divider' }}>
    {childrenOf(condition).map((child) => (
      <Box component="li" key={child.path.join('/')} sx={{ py: 0.25 }}>
        <ConditionTree condition={child.condition} />
      </Box>
    ))}
  </Box>
);

/** A condition as nested lists of plain phrases. */
export const ConditionTree = ({ condition }: { condition: Condition }) => {
  const nameOf = useNames();
  const form = formOf(condition);
  if (form.kind === 'comparison')
    return <Typography variant="body2">{leafPhrase(form.leaf, nameOf)}</Typography>;
  if (form.kind === 'reference')
    return (
      <Typography variant="body2">
        the condition {quotedName(nameOf, 'conditions', form.name)} holds
      </Typography>
    );
  if (form.kind !== 'not' && form.children.length === 0)
    return <Typography variant="body2">Everyone</Typography>;
  return (
    <>
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {groupWords[form.kind]}
      </Typography>
      <Children condition={condition} />
    </>
  );
};
