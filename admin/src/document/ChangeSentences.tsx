import { Box, Typography } from '@mui/material';
import { useNames } from '../names/use-names.ts';
import { changeSentences } from './change-sentences.ts';

/** What changed, in plain sentences. */
export const ChangeSentences = ({ before, after }: { before: unknown; after: unknown }) => {
  const sentences = changeSentences(before, after, useNames());
  if (sentences.length === 0)
    return (
      <Typography variant="body2" color="text.secondary">
        Nothing differs.
      </Typography>
    );
  return (
    <Box component="ul" aria-label="What changed" sx={{ m: 0, pl: 2.5 }}>
      {sentences.map((sentence) => (
        <Typography component="li" key={sentence} sx={{ py: 0.25, overflowWrap: 'anywhere' }}>
          {sentence}
        </Typography>
      ))}
    </Box>
  );
};
