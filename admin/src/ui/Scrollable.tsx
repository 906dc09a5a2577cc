import { Box } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import type { ReactNode } from 'react';

/**
 * A shadow at each edge behind which there is more. The shadows stay with the frame; the covers move with the
 * content and hide them at its ends.
 */
const edges = ({ palette: { background, text } }: Theme): string => {
  const cover = (to: string) => `linear-gradient(to ${to}, ${background.paper} 40%, transparent)`;
  const shadow = (to: string) => `linear-gradient(to ${to}, ${text.disabled}66, transparent)`;
  return [
    `${cover('right')} left / 32px 100% no-repeat local`,
    `${cover('left')} right / 32px 100% no-repeat local`,
    `${shadow('right')} left / 12px 100% no-repeat scroll`,
    `${shadow('left')} right / 12px 100% no-repeat scroll`,
  ].join(', ');
};

/**
 * Scrolls sideways what is too wide for its place, by keyboard too. What is placed absolutely within it, as a label
 * that is only heard, scrolls along instead of widening the page.
 */
export const Scrollable = ({ label, children }: { label: string; children: ReactNode }) => (
  <Box
    role="region"
    aria-label={label}
    tabIndex={0}
    sx={{ position: 'relative', overflowX: 'auto', background: edges }}
  >
    {children}
  </Box>
);
