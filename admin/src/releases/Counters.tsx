import {
  Box,
  LinearProgress,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import type { CountersReport } from '#schemas/history.ts';
import type { NamedList } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';

type Counter = CountersReport['counters'][number];

/** While counting goes on it is looked at again. */
const refreshMs = 5000;

const Users = ({ usedBy }: Pick<Counter, 'usedBy'>) => {
  const nameOf = useNames();
  return usedBy.map((document, index) => {
    const [kind = '', key = ''] = document.split('/');
    return (
      <span key={document}>
        {index > 0 && ', '}
        <RecordLink resource={`${kind}s`} id={key}>
          {nameOf(`${kind}s` as NamedList, key) ?? key}
        </RecordLink>
      </span>
    );
  });
};

const Progress = ({ counter, customers }: { counter: Counter; customers: number }) => {
  const { counted, description } = counter;
  const words = `${counted.toLocaleString('en')} of ${customers.toLocaleString('en')}`;
  const share = customers === 0 ? 100 : (100 * counted) / customers;
  return (
    <Box sx={{ minWidth: 120 }}>
      <Typography variant="body2">{words}</Typography>
      {share < 100 && (
        <LinearProgress
          variant="determinate"
          value={share}
          aria-label={`Customers counted: ${description}`}
          aria-valuetext={words}
        />
      )}
    </Box>
  );
};

/** What conditions count of customers’ histories; nothing where none asks. */
export const Counters = () => {
  const { value } = useView<CountersReport>('counters', { refetchInterval: refreshMs });
  if (value === undefined || value.counters.length === 0) return null;
  const { counters, customers, most } = value;
  return (
    <Box sx={{ mt: 3 }}>
      <Section title="Counted for conditions" hint={`${counters.length} of at most ${most}`} flush>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>What</TableCell>
              <TableCell>Asked for by</TableCell>
              <TableCell>Since</TableCell>
              <TableCell>Customers counted</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {counters.map((counter) => (
              <TableRow key={counter.key}>
                <TableCell>{counter.description}</TableCell>
                <TableCell>
                  <Users usedBy={counter.usedBy} />
                </TableCell>
                <TableCell>{counter.since && <Time at={counter.since} />}</TableCell>
                <TableCell>
                  <Progress counter={counter} customers={customers} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Section>
    </Box>
  );
};
