import { Typography } from '@mui/material';
import { humanize } from '../ui/format.ts';
import type { NamedList } from './name-of.ts';
import { useNames } from './use-names.ts';

/** A document by its name, with its key below, which the API and the files call it by. */
export const DocumentName = ({ list, of: key }: { list: NamedList; of: string }) => {
  const name = useNames()(list, key);
  if (name === undefined) return list === 'placements' ? humanize(key) : key;
  return (
    <>
      {name}
      <Typography
        variant="caption"
        color="text.secondary"
        component="div"
        sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere' }}
      >
        {key}
      </Typography>
    </>
  );
};
