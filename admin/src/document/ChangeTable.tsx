import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { pathText } from './faults.ts';

/** One value that differs, at a JSON pointer; a side that lacks it has no such property. */
export type Change = { path: string; before?: unknown; after?: unknown };

const shown = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

const Value = ({ value }: { value: unknown }) => (
  <Box component="code" sx={{ fontSize: '0.8rem', overflowWrap: 'anywhere' }}>
    {shown(value)}
  </Box>
);

const steps = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** What changed, value by value. */
export const ChangeTable = ({ changes }: { changes: readonly Change[] }) => {
  if (changes.length === 0)
    return (
      <Typography variant="body2" color="text.secondary" sx={{ py: 1 }}>
        Nothing differs.
      </Typography>
    );
  return (
    <Table size="small" aria-label="Changes">
      <TableHead>
        <TableRow>
          <TableCell>What</TableCell>
          <TableCell>Before</TableCell>
          <TableCell>After</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {changes.map(({ path, before, after }) => (
          <TableRow key={path}>
            <TableCell component="th" scope="row" sx={{ fontWeight: 600 }}>
              {pathText(steps(path)) || 'the whole document'}
            </TableCell>
            <TableCell>
              <Value value={before} />
            </TableCell>
            <TableCell>
              <Value value={after} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
