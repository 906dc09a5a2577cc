import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { Part } from '#schemas/exclusion-group.ts';
import { formatShare } from '../ui/format.ts';
import { freeParts, type Share } from './group-shares.ts';

/** A part in words, such as 0–30%. */
export const partText = ([start, end]: Part): string =>
  `${formatShare(start, 0).replace('%', '')}–${formatShare(end, 0)}`;

const describe = (shares: readonly Share[]): string => {
  const claimed = shares.map(({ name, part }) => `${name} ${partText(part)}`);
  const free = freeParts(shares).map((part) => `free ${partText(part)}`);
  return [...claimed, ...free].join(', ');
};

const least = 0.1;

/** Who owns which part of a group's line; parts that two claim stand in two rows. */
export const ShareBar = ({ shares, label }: { shares: readonly Share[]; label: string }) => {
  const { palette } = useTheme();
  const fills = [palette.primary, palette.success, palette.warning, palette.info];
  const experiments = [...new Set(shares.map(({ experiment }) => experiment))];
  const ends: number[] = [];
  const placed = shares.map((share) => {
    const free = ends.findIndex((end) => end <= share.part[0]);
    const row = free === -1 ? ends.length : free;
    ends[row] = share.part[1];
    return { ...share, row };
  });
  return (
    <Box role="img" aria-label={`${label}: ${describe(shares)}`}>
      <Box
        sx={{
          position: 'relative',
          height: 34 * Math.max(1, ends.length),
          border: 1,
          borderColor: 'text.secondary',
          borderRadius: 1,
          overflow: 'hidden',
          bgcolor: 'action.hover',
        }}
      >
        {placed.map(({ experiment, name, part: [start, end], row }) => {
          const fill = fills[experiments.indexOf(experiment) % fills.length]!;
          return (
            <Box
              key={`${experiment}${start}`}
              title={`${name} ${partText([start, end])}`}
              sx={{
                position: 'absolute',
                top: 34 * row,
                height: 32,
                left: `${100 * start}%`,
                width: `${100 * (end - start)}%`,
                bgcolor: fill.main,
                color: fill.contrastText,
                borderRight: 2,
                borderColor: 'background.paper',
                px: 0.75,
                fontSize: '0.75rem',
                lineHeight: '32px',
                fontWeight: 600,
                overflow: 'hidden',
                whiteSpace: 'nowrap',
                textOverflow: 'ellipsis',
              }}
            >
              {end - start >= least && name}
            </Box>
          );
        })}
      </Box>
      <Box
        sx={{
          display: 'flex',
          justifyContent: 'space-between',
          fontSize: '0.75rem',
          color: 'text.secondary',
        }}
      >
        {['0%', '50%', '100%'].map((tick) => (
          <span key={tick}>{tick}</span>
        ))}
      </Box>
    </Box>
  );
};
