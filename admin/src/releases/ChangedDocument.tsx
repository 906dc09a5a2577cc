import ExpandIcon from '@mui/icons-material/ExpandMore';
import { Accordion, AccordionDetails, AccordionSummary, Box, Chip, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import type { DocumentChange } from '#server/domain/releases/diff.ts';
import { ChangeSentences } from '../document/ChangeSentences.tsx';
import { JsonDiff } from '../editor/LazyEditor.tsx';

const colors = { added: 'success', removed: 'error', changed: 'info' } as const;

/** What a document calls itself; the settings are the only ones without a name. */
const nameIn = ({ before, after }: DocumentChange): string => {
  const { name } = (after ?? before ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : 'Settings';
};

/** One document of a release: how it changed, in sentences, with its JSON. */
export const ChangedDocument = ({ change }: { change: DocumentChange }) => {
  const [open, setOpen] = useState(false);
  return (
    <Accordion
      expanded={open}
      onChange={(_, expanded) => setOpen(expanded)}
      disableGutters
      sx={{ border: 1, borderColor: 'divider' }}
    >
      <AccordionSummary expandIcon={<ExpandIcon />}>
        <Stack direction="row" useFlexGap sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
          <Chip size="small" variant="outlined" color={colors[change.change]} label={change.change} />
          <Typography component="div" sx={{ fontWeight: 600, minWidth: 0, overflowWrap: 'anywhere' }}>
            {nameIn(change)}
            <Typography
              variant="caption"
              color="text.secondary"
              component="div"
              sx={{ fontFamily: 'monospace' }}
            >
              {change.document}
            </Typography>
          </Typography>
          {change.paths.length > 0 && (
            <Typography variant="body2" color="text.secondary">
              {change.paths.length === 1 ? 'one value' : `${change.paths.length} values`}
            </Typography>
          )}
        </Stack>
      </AccordionSummary>
      <AccordionDetails>
        {open && (
          <Stack spacing={2}>
            {change.change === 'changed' && <ChangeSentences before={change.before} after={change.after} />}
            <Box>
              <JsonDiff before={change.before ?? null} after={change.after ?? null} />
            </Box>
          </Stack>
        )}
      </AccordionDetails>
    </Accordion>
  );
};
