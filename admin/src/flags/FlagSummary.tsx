import { Box } from '@mui/material';
import type { Flag } from '#schemas/flag.ts';
import { FactTable } from '../ui/FactTable.tsx';
import { Section } from '../ui/Section.tsx';

export const FlagSummary = ({ body: { type, value } }: { body: Flag }) => (
  <Section title="What storefronts read">
    <FactTable
      facts={[
        ['Type', type],
        [
          'Value',
          <Box key="value" component="code" sx={{ whiteSpace: 'pre-wrap' }}>
            {JSON.stringify(value, null, 2)}
          </Box>,
        ],
      ]}
    />
  </Section>
);
