import { Box, Chip, Typography } from '@mui/material';
import type { TestResult } from '#schemas/test-case.ts';
import { differenceText } from '#server/domain/test-cases/judge.ts';

/** Test cases with how they differ from what is expected. */
export const ResultList = ({ results }: { results: readonly TestResult[] }) => (
  <Box component="ul" aria-label="Failing test cases" sx={{ m: 0, pl: 2.5 }}>
    {results.map(({ key, name, required, problem, differences }) => (
      <Typography component="li" variant="body2" key={key} sx={{ overflowWrap: 'anywhere' }}>
        {name} {required && <Chip size="small" variant="outlined" label="required" />}
        {': '}
        {problem ?? differences.map(differenceText).join('; ')}
      </Typography>
    ))}
  </Box>
);
