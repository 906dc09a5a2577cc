import { Box, Chip, Radio, Typography } from '@mui/material';
import { formatTime } from '../ui/format.ts';
import type { DocumentRecord, RevisionRecord } from './types.ts';

/** One of the versions that can be compared: a revision by its number, or the draft. */
type Version = { id: string; title: string; at: string; author: string; reason?: string; isLive: boolean };

export type Ends = { from: string; to: string };

type Props = {
  record: DocumentRecord;
  /** The newest first. */
  revisions: readonly RevisionRecord[];
  ends: Ends;
  onChange: (ends: Ends) => void;
};

const versionsOf = ({ record: { draft, live }, revisions }: Props): Version[] => [
  ...(draft
    ? [{ id: 'draft', title: 'Draft', at: draft.updatedAt, author: draft.author, isLive: false }]
    : []),
  ...revisions.map(({ number, createdAt, author, reason }) => ({
    id: String(number),
    title: `Revision ${number}`,
    at: createdAt,
    author,
    reason,
    isLive: number === live?.revision,
  })),
];

/** Every version there was, the newest first; two of them are chosen to be compared. */
export const Timeline = (props: Props) => {
  const { ends, onChange } = props;
  return (
    <Box
      component="ol"
      aria-label="Timeline"
      sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 340, overflow: 'auto' }}
    >
      {versionsOf(props).map(({ id, title, at, author, reason, isLive }) => (
        <Box
          component="li"
          key={id}
          sx={{
            display: 'flex',
            gap: 1,
            alignItems: 'center',
            borderBottom: 1,
            borderColor: 'divider',
            py: 0.25,
          }}
        >
          {(['from', 'to'] as const).map((end) => (
            <Radio
              key={end}
              size="small"
              name={end}
              checked={ends[end] === id}
              onChange={() => onChange({ ...ends, [end]: id })}
              slotProps={{ input: { 'aria-label': `Compare ${end} ${title}` } }}
            />
          ))}
          <Box sx={{ minWidth: 0, py: 0.5 }}>
            <Typography variant="body2" component="div" sx={{ fontWeight: 600 }}>
              {title} {isLive && <Chip size="small" variant="outlined" color="success" label="live" />}{' '}
              <Typography component="span" variant="body2" color="text.secondary">
                {formatTime(at)} · {author}
              </Typography>
            </Typography>
            {reason && (
              <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
                {reason}
              </Typography>
            )}
          </Box>
        </Box>
      ))}
    </Box>
  );
};
