import DownloadIcon from '@mui/icons-material/Download';
import {
  Button,
  Link as MuiLink,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TablePagination,
  TableRow,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router';
import { fileAddress } from '../api.ts';
import type { DocumentRecord } from '../document/types.ts';
import { formatCount } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';
import type { Detail } from './types.ts';
import { UploadForm } from './UploadForm.tsx';

type Member = { id: string; subject: string; since: string };

const pageSize = 25;

const Exports = ({ segment }: { segment: string }) => (
  <Stack direction="row" spacing={1}>
    {(['csv', 'ndjson'] as const).map((format) => (
      <Button
        key={format}
        size="small"
        startIcon={<DownloadIcon />}
        href={fileAddress(`segments/${encodeURIComponent(segment)}/export`, { format })}
        download
      >
        {format.toUpperCase()}
      </Button>
    ))}
  </Stack>
);

const MemberTable = ({ segment, total }: { segment: string; total: number }) => {
  const [page, setPage] = useState(0);
  const from = page * pageSize;
  const view = useView<Member[]>(`segments/${segment}/members?range=[${from},${from + pageSize - 1}]`);
  return (
    <Loaded view={view}>
      {(members) =>
        total === 0 ? (
          <Typography color="text.secondary" sx={{ px: 2.5, pb: 2.5 }}>
            Nobody is in it now.
          </Typography>
        ) : (
          <>
            <Table size="small" aria-label="Members">
              <TableHead>
                <TableRow>
                  <TableCell>Customer</TableCell>
                  <TableCell>Since</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {members.map(({ id, subject, since }) => (
                  <TableRow key={id}>
                    <TableCell>
                      <MuiLink component={Link} to={`/customers/${encodeURIComponent(id)}/show`}>
                        {subject}
                      </MuiLink>
                    </TableCell>
                    <TableCell>
                      <Time at={since} />
                    </TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
            <TablePagination
              component="div"
              count={total}
              page={page}
              rowsPerPage={pageSize}
              rowsPerPageOptions={[pageSize]}
              onPageChange={(_, next) => setPage(next)}
            />
          </>
        )
      }
    </Loaded>
  );
};

/** Who is in a segment and since when; for one by upload, the upload too. */
export const MembersTab = ({ record }: { record: DocumentRecord }) => {
  const view = useView<Detail>(`segments/${record.key}/size?days=1`);
  if (record.live === null)
    return <Typography color="text.secondary">It has members once it is published.</Typography>;
  return (
    <Loaded view={view}>
      {({ source, customers, uploaded }) => (
        <>
          {source === 'upload' && <UploadForm segment={record.key} onTaken={() => view.refetch()} />}
          <Section
            title="Members"
            hint={
              uploaded !== null &&
              `${formatCount(uploaded)} ids are uploaded; their customers are in it once they are seen and agree`
            }
            flush
            actions={<Exports segment={record.key} />}
          >
            <MemberTable key={customers} segment={record.key} total={customers} />
          </Section>
        </>
      )}
    </Loaded>
  );
};
