import { Box, Typography } from '@mui/material';
import { type Fault, pathText } from './faults.ts';

/** All faults at once, each with where it is. */
export const FaultList = ({ faults }: { faults: readonly Fault[] }) => (
  <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
    {faults.map(({ document, path, message }) => (
      <li key={`${document}${path.join('/')}${message}`}>
        <Typography variant="body2" component="span">
          {(document || path.length > 0) && (
            <Box component="span" sx={{ fontFamily: 'monospace', fontSize: '0.8rem' }}>
              {[document, pathText(path)].filter(Boolean).join(': ')}
              {' — '}
            </Box>
          )}
          {message}
        </Typography>
      </li>
    ))}
  </Box>
);
