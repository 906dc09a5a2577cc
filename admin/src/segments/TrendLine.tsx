import { Box } from '@mui/material';

const [width, height, room] = [96, 24, 2];

/** A size by day as a line; who does not see it hears where it began and ended. */
export const TrendLine = ({ name, trend }: { name: string; trend: readonly number[] }) => {
  const [least, most] = [Math.min(...trend), Math.max(...trend)];
  const span = Math.max(1, most - least);
  const x = (index: number): number => room + (index / Math.max(1, trend.length - 1)) * (width - 2 * room);
  const y = (size: number): number => height - room - ((size - least) / span) * (height - 2 * room);
  return (
    <Box
      component="svg"
      role="img"
      aria-label={`${name}: ${trend[0]} customers ${trend.length - 1} days ago, ${trend.at(-1)} now`}
      viewBox={`0 0 ${width} ${height}`}
      sx={{ width, height, display: 'block', color: 'primary.main' }}
    >
      <polyline
        points={trend.map((size, index) => `${x(index).toFixed(1)},${y(size).toFixed(1)}`).join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
    </Box>
  );
};
