import { Chip, Stack } from '@mui/material';
import { purposes } from '#schemas/consent.ts';
import { humanize } from '../ui/format.ts';
import { consentNowPhrase } from './consent-phrase.ts';
import type { CustomerRecord } from './types.ts';

type Now = NonNullable<CustomerRecord['consentNow']>;

const colorOf = ({ allowed, basis }: Now[keyof Now]) => {
  if (basis === 'default_consent' || basis === 'privacy_compliance') return 'default';
  return allowed ? 'success' : 'error';
};

/** What a customer's data may be used for now, a chip a purpose, and what says so. */
export const ConsentChips = ({ consent }: { consent: Now }) => (
  <Stack
    component="ul"
    aria-label="Consent"
    direction="row"
    useFlexGap
    sx={{ gap: 0.75, flexWrap: 'wrap', listStyle: 'none', m: 0, p: 0 }}
  >
    {purposes.map((purpose) => (
      <li key={purpose}>
        <Chip
          size="small"
          variant="outlined"
          color={colorOf(consent[purpose])}
          label={`${humanize(purpose)}: ${consentNowPhrase(consent[purpose])}`}
        />
      </li>
    ))}
  </Stack>
);
