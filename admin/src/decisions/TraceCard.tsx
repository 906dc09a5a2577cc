import ExpandIcon from '@mui/icons-material/ExpandMore';
import { Accordion, AccordionDetails, AccordionSummary, Chip, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

export type ChipColor = 'default' | 'success' | 'warning' | 'info';
type Props = {
  title: string;
  chip: { label: string; color: ChipColor };
  open?: boolean;
  children: ReactNode;
};

/** A part of a trace that opens to its details. */
export const TraceCard = ({ title, chip, open = false, children }: Props) => (
  <Accordion
    defaultExpanded={open}
    disableGutters
    sx={{
      border: 1,
      borderColor: 'divider',
      '&:not(:last-child)': { borderBottom: 0 },
      '&::before': { display: 'none' },
    }}
  >
    <AccordionSummary expandIcon={<ExpandIcon />}>
      <Stack direction="row" useFlexGap sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Chip size="small" variant="outlined" color={chip.color} label={chip.label} />
        <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
      </Stack>
    </AccordionSummary>
    <AccordionDetails>{children}</AccordionDetails>
  </Accordion>
);
