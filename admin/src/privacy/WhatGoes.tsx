import { Box } from '@mui/material';

const gone = [
  'the profile, its segments and its consent with its history',
  'every event, decision and journey of this person',
  'uploaded ids, orders and links to other identities',
  'what waits in quarantine, and examples in replays',
];

/** What an erasure removes, to be read before it is confirmed. */
export const WhatGoes = () => (
  <>
    This cannot be undone. Removed for good:
    <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
      {gone.map((what) => (
        <li key={what}>{what}</li>
      ))}
    </Box>
    Statistics stay: they tell of nobody in particular.
  </>
);
