import {
  Autocomplete,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  TextField,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import type { Overlap } from '#schemas/segment-report.ts';
import { useNames } from '../names/use-names.ts';
import { formatCount, formatShare } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { useView } from '../ui/use-view.ts';
import type { Sizes } from './types.ts';

const most = 4;

const Groups = ({ keys }: { keys: readonly string[] }) => {
  const nameOf = useNames();
  const view = useView<Overlap>(`segment-overlap?segments=${keys.join(',')}`);
  return (
    <Loaded view={view} rows={1}>
      {({ groups, any }) => (
        <Table
          size="small"
          aria-label={`Overlap of ${keys.map((key) => nameOf('segments', key) ?? key).join(', ')}`}
        >
          <TableHead>
            <TableRow>
              <TableCell>In exactly these</TableCell>
              <TableCell align="right">Customers</TableCell>
              <TableCell align="right">Share</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {groups.map(({ segments, customers }) => (
              <TableRow key={segments.join(' ')}>
                <TableCell>{segments.map((key) => nameOf('segments', key) ?? key).join(' and ')}</TableCell>
                <TableCell align="right">{formatCount(customers)}</TableCell>
                <TableCell align="right">{formatShare(any === 0 ? null : customers / any)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Loaded>
  );
};

/** How many customers a segment shares with up to four others. */
export const OverlapSection = ({ segment }: { segment: string }) => {
  const nameOf = useNames();
  const { value: sizes } = useView<Sizes>('segment-sizes');
  const [others, setOthers] = useState<string[]>([]);
  const choices = (sizes?.segments ?? []).map(({ key }) => key).filter((key) => key !== segment);
  return (
    <Section title="Overlap">
      <Stack spacing={2}>
        <Autocomplete
          multiple
          size="small"
          options={choices}
          getOptionLabel={(key) => nameOf('segments', key) ?? key}
          value={others}
          onChange={(_, chosen) => setOthers(chosen.slice(0, most))}
          getOptionDisabled={() => others.length >= most}
          renderInput={(input) => <TextField {...input} label="Compare with up to four segments" />}
        />
        {others.length === 0 ? (
          <Typography color="text.secondary">Choose another segment to see whom they share.</Typography>
        ) : (
          <Groups keys={[segment, ...others]} />
        )}
      </Stack>
    </Section>
  );
};
