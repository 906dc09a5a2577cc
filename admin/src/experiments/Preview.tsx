import CopyIcon from '@mui/icons-material/ContentCopy';
import { Alert, Button, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { postJson } from '../api.ts';
import { bodyOf } from '../document/body.ts';
import type { DocumentRecord } from '../document/types.ts';
import { useAction } from '../document/use-action.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatTime } from '../ui/format.ts';
import { Failure } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';

type Minted = { preview: string; expiresAt: string };

const lifetimes: readonly [hours: number, label: string][] = [
  [1, 'an hour'],
  [24, 'a day'],
  [168, 'a week'],
];

const PreviewText = ({ preview, expiresAt }: Minted) => {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(preview);
    setCopied(true);
  };
  return (
    <Alert severity="success" variant="outlined">
      <Stack spacing={1.5}>
        <Typography variant="body2">
          Holds until {formatTime(expiresAt)}. The storefront passes it on as “preview”, or as the header
          X-Attune-Preview.
        </Typography>
        <TextField
          label="Preview"
          value={preview}
          slotProps={{ input: { readOnly: true, sx: { fontFamily: 'monospace' } } }}
        />
        <Button startIcon={<CopyIcon />} onClick={copy} aria-live="polite" sx={{ alignSelf: 'start' }}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </Stack>
    </Alert>
  );
};

/** Makes a link by which one variation can be looked at, as it is drafted if there is a draft. */
export const Preview = ({ record }: { record: DocumentRecord }) => {
  const experiment = bodyOf('experiment', record.body);
  const [variation, setVariation] = useState(experiment?.variations.at(-1)?.key ?? '');
  const [hours, setHours] = useState(24);
  const [minted, setMinted] = useState<Minted | undefined>(undefined);
  const minting = useAction(async () => {
    const drafts = record.draft === null ? [] : [`experiment/${record.key}`];
    const asked = { experiments: { [record.key]: variation }, drafts, hours };
    setMinted(await postJson<Minted>('previews', asked));
  });
  if (experiment === undefined || experiment.status === 'draft')
    return (
      <EmptyState
        title="Nothing to preview"
        why="Give the draft the status running; customers see nothing of it before it is published."
      />
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    minting.run(undefined);
  };
  return (
    <Section
      title="Look at a variation"
      hint="Whoever has the preview sees the variation, and nothing of it is counted."
    >
      <form onSubmit={submit}>
        <Stack spacing={2} sx={{ maxWidth: 560 }}>
          {minting.error !== undefined && <Failure error={minting.error} />}
          <TextField
            select
            label="Variation"
            value={variation}
            onChange={({ target }) => setVariation(target.value)}
          >
            {experiment.variations.map(({ key, name }) => (
              <MenuItem key={key} value={key}>
                {name}
              </MenuItem>
            ))}
          </TextField>
          <TextField
            select
            label="Holds for"
            value={hours}
            onChange={({ target }) => setHours(Number(target.value))}
          >
            {lifetimes.map(([value, label]) => (
              <MenuItem key={value} value={value}>
                {label}
              </MenuItem>
            ))}
          </TextField>
          <Button type="submit" variant="contained" disabled={minting.pending} sx={{ alignSelf: 'start' }}>
            Make a preview
          </Button>
          {minted && <PreviewText {...minted} />}
        </Stack>
      </form>
    </Section>
  );
};
