import { Chip, Stack } from '@mui/material';
import { purposes } from '#schemas/consent.ts';
import { humanize } from '../ui/format.ts';
import type { WireProfile } from './types.ts';

const words = { given: 'success', refused: 'error', unknown: 'default' } as const;

const wordOf = (choice: boolean | undefined): keyof typeof words =>
  choice === undefined ? 'unknown' : choice ? 'given' : 'refused';

/** What the customer consented to, a chip a purpose; the settings decide what is unknown. */
export const ConsentChips = ({ consent }: Pick<WireProfile, 'consent'>) => (
  <Stack
    component="ul"
    aria-label="Consent"
    direction="row"
    useFlexGap
    sx={{ gap: 0.75, flexWrap: 'wrap', listStyle: 'none', m: 0, p: 0 }}
  >
    {purposes.map((purpose) => {
      const word = wordOf(consent[purpose]);
      return (
        <li key={purpose}>
          <Chip size="small" variant="outlined" color={words[word]} label={`${humanize(purpose)}: ${word}`} />
        </li>
      );
    })}
  </Stack>
);
