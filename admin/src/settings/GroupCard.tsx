import {
  Alert,
  Box,
  Button,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Tooltip,
  Typography,
} from '@mui/material';
import type { ReactNode } from 'react';
import type { DocumentRecord } from '../document/types.ts';
import { formatShare } from '../ui/format.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { clashesOf, freeParts, lengthOf, type Share, sharesOf } from './group-shares.ts';
import { partText, ShareBar } from './ShareBar.tsx';

const ShareTable = ({ shares, group }: { shares: readonly Share[]; group: string }) => (
  <Table size="small" aria-label={`Shares of ${group}`}>
    <TableHead>
      <TableRow>
        <TableCell>Experiment</TableCell>
        <TableCell>Part</TableCell>
        <TableCell align="right">Share</TableCell>
        <TableCell>State</TableCell>
      </TableRow>
    </TableHead>
    <TableBody>
      {shares.map(({ experiment, name, isRunning, part }) => (
        <TableRow key={`${experiment}${part[0]}`}>
          <TableCell sx={{ overflowWrap: 'anywhere' }}>
            <RecordLink resource="experiments" id={experiment}>
              {name}
            </RecordLink>
          </TableCell>
          <TableCell sx={{ whiteSpace: 'nowrap' }}>{partText(part)}</TableCell>
          <TableCell align="right">{formatShare(lengthOf([part]), 0)}</TableCell>
          <TableCell>{isRunning ? 'running' : 'draft'}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

const Clashes = ({ shares }: { shares: readonly Share[] }) => (
  <>
    {clashesOf(shares).map(({ shares: [one, other], isRefused }) => (
      <Alert
        key={`${one.experiment}${one.part}${other.experiment}${other.part}`}
        severity={isRefused ? 'error' : 'warning'}
        variant="outlined"
      >
        {`“${one.name}” (${partText(one.part)}) and “${other.name}” (${partText(other.part)}) overlap. `}
        {isRefused ? 'Both are running: publishing is refused.' : 'They cannot both be started.'}
      </Alert>
    ))}
  </>
);

type Props = {
  group: string;
  experiments: readonly DocumentRecord[];
  onRemove: () => void;
  /** The fields of the group. */
  children: ReactNode;
};

/** One exclusion group: its fields, and which experiment owns which part of it. */
export const GroupCard = ({ group, experiments, onRemove, children }: Props) => {
  const shares = sharesOf(experiments, group);
  const free = lengthOf(freeParts(shares));
  const isUsed = shares.length > 0;
  return (
    <Box
      component="fieldset"
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, m: 0, p: 1.5, minWidth: 0 }}
    >
      <Typography component="legend" variant="body2" sx={{ fontWeight: 600, px: 0.5 }}>
        {group}
      </Typography>
      <Stack spacing={1.5}>
        {children}
        <ShareBar shares={shares} label={`Shares of ${group}`} />
        <Typography variant="body2" color="text.secondary">
          {isUsed
            ? `${formatShare(free, 0)} is free.`
            : 'All of it is free: no experiment is in this group. An experiment names it under its own “group”, with the ranges it takes.'}
        </Typography>
        <Clashes shares={shares} />
        {isUsed && <ShareTable shares={shares} group={group} />}
        <Tooltip title={isUsed ? 'Experiments are in it: take them out first.' : ''} describeChild>
          <Box component="span" sx={{ alignSelf: 'flex-start' }}>
            <Button size="small" color="error" disabled={isUsed} onClick={onRemove}>
              Remove the group {group}
            </Button>
          </Box>
        </Tooltip>
      </Stack>
    </Box>
  );
};
