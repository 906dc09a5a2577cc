import { Typography } from '@mui/material';
import type { Withheld } from '#schemas/withheld.ts';
import { withheldPhrase } from './withheld-phrase.ts';

type Props = { withheld: readonly Withheld[]; section: Withheld['section'] };

/** Says of a section why it, or a part of it, is not shown; nothing where nothing is withheld. */
export const WithheldNote = ({ withheld, section }: Props) =>
  withheld
    .filter((one) => one.section === section)
    .map((one) => (
      <Typography key={one.purpose} variant="body2">
        {withheldPhrase(one)}
      </Typography>
    ));
