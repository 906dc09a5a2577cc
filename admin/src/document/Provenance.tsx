import { Box } from '@mui/material';
import { Time } from '../ui/Time.tsx';
import type { DocumentRecord } from './types.ts';

/** Who published what is live, who saved the draft, and when. */
export const Provenance = ({ record: { live, draft, updatedAt, author } }: { record: DocumentRecord }) => (
  <Box sx={{ mt: 0.5 }}>
    {live && (
      <>
        revision {live.revision} published <Time at={live.publishedAt} /> by {live.author}
      </>
    )}
    {live && draft && ' · '}
    {draft && (
      <>
        draft saved <Time at={draft.updatedAt} /> by {draft.author}
      </>
    )}
    {!live && !draft && author && (
      <>
        last published <Time at={updatedAt} /> by {author}
      </>
    )}
  </Box>
);
