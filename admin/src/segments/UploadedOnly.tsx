import { Typography } from '@mui/material';
import { Section } from '../ui/Section.tsx';

/** Says how customers come into a segment that has no conditions. */
export const UploadedOnly = () => (
  <Section title="Who">
    <Typography>
      Customers whose ids are uploaded. Publish the segment, then upload a list on its page or with{' '}
      <code>attune segments upload</code>.
    </Typography>
  </Section>
);
