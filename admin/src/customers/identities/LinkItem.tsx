import { Box, Button, Chip, Stack, Typography } from '@mui/material';
import type { WireLink } from '../types.ts';
import { caveatOf, madeBy } from './link-phrase.ts';

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
          {from} is {to} <Chip component="span" size="small" variant="outlined" label={state} />
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
