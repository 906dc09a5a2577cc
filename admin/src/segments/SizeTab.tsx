import { Link as MuiLink, Stack, Typography } from '@mui/material';
import { Link } from 'react-router';
import type { Kind } from '#schemas/document.ts';
import { sectionOf } from '#server/domain/releases/pack.ts';
import type { DocumentRecord } from '../document/types.ts';
import type { NamedList } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { formatCount } from '../ui/format.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { Stat } from '../ui/Stat.tsx';
import { useView } from '../ui/use-view.ts';
import { OverlapSection } from './OverlapSection.tsx';
import { RecomputeBanner } from './RecomputeBanner.tsx';
import { SizeChart } from './SizeChart.tsx';
import type { Detail } from './types.ts';

const UsedBy = ({ documents }: { documents: readonly string[] }) => {
  const nameOf = useNames();
  return (
    <Section title="Used by">
      {documents.length === 0 ? (
        <Typography color="text.secondary">
          No rule, experiment, journey or other segment names it.
        </Typography>
      ) : (
        <Stack component="ul" spacing={0.5} sx={{ m: 0, pl: 2.5 }}>
          {documents.map((document) => {
            const [kind, key] = document.split('/') as [Kind, string];
            return (
              <li key={document}>
                <MuiLink component={Link} to={`/${sectionOf(kind)}/${key}/show`}>
                  {nameOf(sectionOf(kind) as NamedList, key) ?? key}
                </MuiLink>{' '}
                <Typography component="span" variant="body2" color="text.secondary">
                  {kind}
                </Typography>
              </li>
            );
          })}
        </Stack>
      )}
    </Section>
  );
};

/** How many are in a segment, how that has changed, whom it shares with others, and what uses it. */
export const SizeTab = ({ record }: { record: DocumentRecord }) => {
  const view = useView<Detail>(`segments/${record.key}/size`);
  if (record.live === null)
    return <Typography color="text.secondary">Customers are counted once it is published.</Typography>;
  return (
    <Loaded view={view}>
      {({ name, customers, uploaded, days, usedBy }) => (
        <>
          <RecomputeBanner />
          <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap' }}>
            <Stat label="Customers now" value={formatCount(customers)} />
            {uploaded !== null && (
              <Stat
                label="Uploaded ids"
                value={formatCount(uploaded)}
                hint="with and without a profile of their own yet"
              />
            )}
          </Stack>
          <Section title="By day" hint={`the last ${days.length} days`}>
            <SizeChart name={name} days={days} />
          </Section>
          <OverlapSection segment={record.key} />
          <UsedBy documents={usedBy} />
        </>
      )}
    </Loaded>
  );
};
