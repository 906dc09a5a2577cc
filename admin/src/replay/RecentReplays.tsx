import { Link, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { Link as RouterLink } from 'react-router';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';
import type { Job } from './types.ts';

type Row = Omit<Job, 'result'>;

const nameOf = ({ request: { release }, base }: Row): string =>
  release === 'draft' ? `drafts on release ${base}` : `release ${release}`;

/** Replays whose results are kept. */
export const RecentReplays = () => {
  const view = useView<Row[]>('replay?range=[0,19]');
  return (
    <Loaded view={view}>
      {(jobs) =>
        jobs.length === 0 ? (
          <EmptyState
            title="Nothing was replayed yet"
            why="A replay decides recorded traffic again, with your drafts or a release. It shows what would change, for whom, and what it would be worth, before anybody is affected."
          />
        ) : (
          <Section title="Replays" hint="kept as long as decisions are" flush>
            <Table size="small" aria-label="Replays">
              <TableHead>
                <TableRow>
                  <TableCell>Started</TableCell>
                  <TableCell>With</TableCell>
                  <TableCell>State</TableCell>
                  <TableCell align="right">Decisions</TableCell>
                  <TableCell>By</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {jobs.map((job) => (
                  <TableRow key={job.id}>
                    <TableCell component="th" scope="row">
                      <Link component={RouterLink} to={`/replay?id=${job.id}`} underline="hover">
                        <Time at={job.startedAt} />
                      </Link>
                    </TableCell>
                    <TableCell>{nameOf(job)}</TableCell>
                    <TableCell>{job.state}</TableCell>
                    <TableCell align="right">{formatCount(job.progress.total)}</TableCell>
                    <TableCell>{job.author}</TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          </Section>
        )
      }
    </Loaded>
  );
};
