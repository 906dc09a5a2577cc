import { Box, Button, Typography } from '@mui/material';

/** For those who do not see what moved; a removal is told to everyone, with the way back. */
const heardOnly = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' };

/** What was done last, and the way back where there is one. */
export const Notice = ({ text, undo }: { text: string; undo: (() => void) | undefined }) => (
  <Box role="status" sx={undo ? { display: 'flex', gap: 1, alignItems: 'center', mt: 1 } : heardOnly}>
    <Typography variant="body2" color="text.secondary">
      {text}
    </Typography>
    {undo && (
      <Button size="small" onClick={undo}>
        Undo
      </Button>
    )}
  </Box>
);
