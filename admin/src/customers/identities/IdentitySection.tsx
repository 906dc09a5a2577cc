import { Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { Loaded } from '../../ui/Loaded.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { useView } from '../../ui/use-view.ts';
import type { CustomerRecord, WireIdentities, WireLink } from '../types.ts';
import { LinkItem } from './LinkItem.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { UndoDialog } from './UndoDialog.tsx';

const done: Readonly<Record<string, string>> = {
  'profile.merged': 'Merged',
  'profile.merge-undone': 'Undone',
};

const Audit = ({ entries }: { entries: WireIdentities['audit'] }) => (
  <Stack component="ul" aria-label="By hand" sx={{ m: 0, pl: 2.5 }}>
    {entries.map(({ at, actor, action, reason }) => (
      <Typography component="li" variant="body2" key={`${at} ${action}`}>
        {done[action] ?? action} by {actor}, <Time at={at} />: {reason}
      </Typography>
    ))}
  </Stack>
);

/** Who a customer is known as, by what, and what was said of that by hand. */
export const IdentitySection = ({ customer }: { customer: CustomerRecord }) => {
  const [merging, setMerging] = useState(false);
  const [undoing, setUndoing] = useState<WireLink | null>(null);
  const view = useView<WireIdentities>(`customers/${encodeURIComponent(customer.id)}/identities`);
  return (
    <Section
      title="Identities"
      actions={
        <Button size="small" variant="outlined" onClick={() => setMerging(true)}>
          Merge
        </Button>
      }
    >
      <Loaded view={view} rows={1}>
        {({ links, audit }) => (
          <Stack spacing={1.5}>
            {links.length === 0 && (
              <Typography variant="body2">Known as {customer.id} alone: nothing is linked to it.</Typography>
            )}
            <Stack component="ul" spacing={1} aria-label="Links" sx={{ m: 0, p: 0, listStyle: 'none' }}>
              {links.map((link) => (
                <LinkItem key={`${link.from} ${link.to}`} link={link} onUndo={() => setUndoing(link)} />
              ))}
            </Stack>
            {audit.length > 0 && <Audit entries={audit} />}
          </Stack>
        )}
      </Loaded>
      {merging && <MergeDialog customer={customer} onClose={() => setMerging(false)} />}
      {undoing && <UndoDialog link={undoing} onClose={() => setUndoing(null)} />}
    </Section>
  );
};
