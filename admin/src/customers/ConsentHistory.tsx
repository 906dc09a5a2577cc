import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { Loaded } from '../ui/Loaded.tsx';
import { Scrollable } from '../ui/Scrollable.tsx';
import { Section } from '../ui/Section.tsx';
import { Time } from '../ui/Time.tsx';
import { useView } from '../ui/use-view.ts';
import { choicePhrase, consentIn, evidencePhrase } from './consent-phrase.ts';
import type { ConsentEvent } from './types.ts';

/** Events that are looked through, the newest first. */
const looked = 500;

const choicesIn = (events: readonly ConsentEvent[]) =>
  events.flatMap(({ type, data, ...event }) => {
    const update = type === 'consent_updated' ? consentIn(data) : undefined;
    return update ? [{ ...event, update }] : [];
  });

const Choices = ({ events }: { events: readonly ConsentEvent[] }) => {
  const choices = choicesIn(events);
  if (choices.length === 0)
    return (
      <Typography variant="body2" sx={{ px: 2.5, pb: 2.5 }}>
        Was not asked among the newest {looked} events.
      </Typography>
    );
  return (
    <Scrollable label="Choices of consent">
      <Table size="small" aria-label="Consent history">
        <TableHead>
          <TableRow>
            <TableCell>At</TableCell>
            <TableCell>Choice</TableCell>
            <TableCell>Evidence</TableCell>
            <TableCell>Source</TableCell>
            <TableCell>Until</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {choices.map(({ id, at, source, update }) => (
            <TableRow key={id}>
              <TableCell sx={{ minWidth: 110 }}>
                <Time at={at} />
              </TableCell>
              <TableCell>{choicePhrase(update)}</TableCell>
              <TableCell>{evidencePhrase(update.evidence) || 'none'}</TableCell>
              <TableCell>{source}</TableCell>
              <TableCell>{update.expires_at ? <Time at={update.expires_at} /> : 'changed'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Scrollable>
  );
};

/** What a customer chose, when, by what it is proven, and until when it holds. */
export const ConsentHistory = ({ id }: { id: string }) => {
  const path = `customers/${encodeURIComponent(id)}/events?range=[0,${looked - 1}]`;
  const view = useView<ConsentEvent[]>(path);
  return (
    <Section title="Consent history" hint="the export holds all that is kept as proof" flush>
      <Loaded view={view} rows={1}>
        {(events) => <Choices events={events} />}
      </Loaded>
    </Section>
  );
};
