import { Box, Button, Chip, type ChipProps, Stack, Typography } from '@mui/material';
import { Hashed } from '../../ui/Hashed.tsx';
import { subjectOf } from '../../ui/identity.ts';
import type { WireLink } from '../types.ts';
import { caveatOf, madeBy } from './link-phrase.ts';

/** What holds is filled, what was refused warns, and what was undone is struck out. */
const looks = {
  active: { color: 'success', variant: 'filled' },
  shared: { color: 'info', variant: 'filled' },
  refused: { color: 'warning', variant: 'outlined' },
  undone: { color: 'default', variant: 'outlined', sx: { textDecoration: 'line-through' } },
} as const satisfies Record<WireLink['state'], ChipProps>;

type Props = { link: WireLink; onUndo: () => void };

/** One link between identities: by what, since when, and what became of it. */
export const LinkItem = ({ link, onUndo }: Props) => {
  const { from, to, state } = link;
  const caveat = caveatOf(link);
  const holds = state === 'active' || state === 'shared';
  return (
    <Stack component="li" direction="row" sx={{ gap: 1, alignItems: 'flex-start' }}>
      <Box sx={{ flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography variant="body2">
          <strong>
            <Hashed>{subjectOf(from)}</Hashed>
          </strong>{' '}
          is <strong>{subjectOf(to)}</strong>{' '}
          <Chip component="span" size="small" label={state} {...looks[state]} />
        </Typography>
        <Typography variant="caption" color="text.secondary" component="div">
          <Hashed>{`${from} is ${to}`}</Hashed>
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {madeBy(link)}
        </Typography>
        {caveat !== '' && <Typography variant="body2">{caveat}</Typography>}
      </Box>
      {holds && (
        <Button size="small" onClick={onUndo} aria-label={`Undo ${from} is ${to}`}>
          Undo
        </Button>
      )}
    </Stack>
  );
};
