import { Box, Chip, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { humanize } from '../ui/format.ts';
import { Hashed } from '../ui/Hashed.tsx';
import { Loaded } from '../ui/Loaded.tsx';
import { RecordLink } from '../ui/RecordLink.tsx';
import { Scrollable } from '../ui/Scrollable.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';
import { doorPhrase, evidencePhrase } from './consent-phrase.ts';
import { Pager } from './Pager.tsx';
import type { WireConsent } from './types.ts';

const pageSize = 10;

const states = {
  in_force: { label: 'in force', color: 'success' },
  replaced: { label: 'replaced', color: 'default' },
  expired: { label: 'expired', color: 'warning' },
} as const satisfies Record<WireConsent['state'], object>;

const State = ({ state }: Pick<WireConsent, 'state'>) => (
  <Chip size="small" variant="outlined" {...states[state]} />
);

const Door = ({ choice }: { choice: WireConsent }) =>
  choice.request === null ? (
    doorPhrase(choice)
  ) : (
    <RecordLink resource="privacy-requests" id={choice.request}>
      a privacy request
    </RecordLink>
  );

const Aside = ({ children }: { children: ReactNode }) => (
  <Typography variant="caption" color="text.secondary" component="div" sx={{ overflowWrap: 'anywhere' }}>
    {children}
  </Typography>
);

const Choice = ({ choice }: { choice: WireConsent }) => (
  <TableRow sx={{ '& td': { verticalAlign: 'top' } }}>
    <TableCell sx={{ minWidth: 110 }}>
      <Time at={choice.at} />
    </TableCell>
    <TableCell>
      {choice.given ? 'gave' : 'refused'} {humanize(choice.purpose)}
    </TableCell>
    <TableCell>
      <State state={choice.state} />
      {choice.until !== null && (
        <Aside>
          until <Time at={choice.until} />
        </Aside>
      )}
    </TableCell>
    <TableCell sx={{ minWidth: 140 }}>
      <Door choice={choice} />
      <Aside>
        <Hashed>{evidencePhrase(choice.evidence)}</Hashed>
      </Aside>
    </TableCell>
  </TableRow>
);

const Choices = ({ choices }: { choices: readonly WireConsent[] }) => (
  <Scrollable label="Choices of consent">
    <Table size="small" aria-label="Consent history">
      <TableHead>
        <TableRow>
          <TableCell>At</TableCell>
          <TableCell>Choice</TableCell>
          <TableCell>Now</TableCell>
          <TableCell>Came by, with what proves it</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {choices.map((choice) => (
          <Choice key={choice.id} choice={choice} />
        ))}
      </TableBody>
    </Table>
  </Scrollable>
);

/** Everything that a customer chose, when, by what it is proven, until when, and what became of it. */
export const ConsentHistory = ({ id }: { id: string }) => {
  const [page, setPage] = useState(0);
  // one more than is shown tells whether there is another page
  const range = JSON.stringify([page * pageSize, (page + 1) * pageSize]);
  const view = useView<WireConsent[]>(`customers/${encodeURIComponent(id)}/consents?range=${range}`);
  return (
    <Section title="Consent history" hint="kept apart from the events, as proof" flush>
      <Loaded view={view} rows={1}>
        {(choices) =>
          choices.length === 0 ? (
            <Typography variant="body2" sx={{ px: 2.5, pb: 2.5 }}>
              Chose nothing: the settings decide.
            </Typography>
          ) : (
            <>
              <Choices choices={choices.slice(0, pageSize)} />
              <Box sx={{ px: 2.5, pb: 1.5 }}>
                <Pager page={page} isLast={choices.length <= pageSize} onPage={setPage} />
              </Box>
            </>
          )
        }
      </Loaded>
    </Section>
  );
};
