import DownIcon from '@mui/icons-material/TrendingDown';
import FlatIcon from '@mui/icons-material/TrendingFlat';
import UpIcon from '@mui/icons-material/TrendingUp';
import { Stack, Tooltip, Typography } from '@mui/material';
import type { Comparison } from '#server/domain/statistics/types.ts';
import { formatChange } from '../ui/format.ts';

type Compared = Extract<Comparison, { state: 'compared' }>;

const colors = { better: 'success.main', worse: 'error.main', unclear: 'text.secondary' } as const;

const iconOf = ({ verdict, absolute }: Compared) => {
  if (verdict === 'unclear') return FlatIcon;
  return absolute.value < 0 ? DownIcon : UpIcon;
};

type Format = (value: number) => string;

const changeOf = ({ relative, absolute }: Compared, format: Format): string =>
  relative.state === 'known'
    ? formatChange(relative.value)
    : `${absolute.value < 0 ? '−' : '+'}${format(Math.abs(absolute.value))}`;

/** The change with an icon and a word, so that color is never the only sign. */
const ComparedChange = ({ comparison, format }: { comparison: Compared; format: Format }) => {
  const Icon = iconOf(comparison);
  return (
    <Stack
      direction="row"
      spacing={0.75}
      sx={{ alignItems: 'center', justifyContent: 'flex-end', color: colors[comparison.verdict] }}
    >
      <Icon fontSize="small" aria-hidden="true" />
      <Typography component="span" variant="body2" sx={{ fontWeight: 700, whiteSpace: 'nowrap' }}>
        {changeOf(comparison, format)}
      </Typography>
      <Typography component="span" variant="caption">
        {comparison.verdict}
      </Typography>
    </Stack>
  );
};

const stateWords = {
  'too-little-data': 'too little data',
  'zero-variance': 'no variation in the data',
  'zero-baseline': 'the control is zero',
  'uncertain-baseline': 'the control is too uncertain',
} as const;

/** A state without a number, by name, with its reason. */
export const NamedState = ({ state, reason }: { state: keyof typeof stateWords; reason: string }) => (
  <Tooltip title={reason}>
    <Typography component="span" variant="caption" color="text.secondary" tabIndex={0}>
      {stateWords[state]}
    </Typography>
  </Tooltip>
);

/** The change; absolute, in the metric's own unit, where there is no relative one. */
export const Change = ({ comparison, format }: { comparison: Comparison; format: Format }) =>
  comparison.state === 'compared' ? (
    <ComparedChange comparison={comparison} format={format} />
  ) : (
    <NamedState state={comparison.state} reason={comparison.reason} />
  );
