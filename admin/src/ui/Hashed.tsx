import { Box, Tooltip } from '@mui/material';
import { Fragment } from 'react';

const hash = /(hmac:[\w-]+)/;
const shown = 'hmac:'.length + 6;

const Hash = ({ value }: { value: string }) => (
  <Tooltip title="kept as a keyed hash" describeChild>
    <Box
      component="span"
      tabIndex={0}
      sx={{ borderBottom: '1px dotted', cursor: 'help', fontFamily: 'monospace' }}
    >
      {value.slice(0, shown)}…
    </Box>
  </Tooltip>
);

/** A text in which what was hashed before it was kept is short, and says on asking what it is. */
export const Hashed = ({ children }: { children: string }) => (
  <>
    {children.split(hash).map((part, index) =>
      hash.test(part) ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <Hash key={index} value={part} />
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <Fragment key={index}>{part}</Fragment>
      ),
    )}
  </>
);
