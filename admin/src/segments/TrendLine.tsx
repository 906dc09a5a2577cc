import { Box } from '@mui/material';

const [width, height, room] = [96, 24, 2];

type Point = { daysAgo: number; size: number };

/** Days of which nothing is known are left out, not drawn as empty ones. */
const known = (trend: readonly (number | null)[]): Point[] =>
  trend.flatMap((size, index) => (size === null ? [] : [{ daysAgo: trend.length - 1 - index, size }]));

const told = ([first, ...later]: readonly Point[]): string => {
  if (first === undefined) return 'not known';
  const last = later.at(-1);
  return last === undefined
    ? `${first.size} customers now, not known before`
    : `${first.size} customers ${first.daysAgo === 1 ? 'yesterday' : `${first.daysAgo} days ago`}, ${last.size} now`;
};

/** A size by day as a line; who does not see it hears where it began and ended. */
export const TrendLine = ({ name, trend }: { name: string; trend: readonly (number | null)[] }) => {
  const points = known(trend);
  const sizes = points.map(({ size }) => size);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const span = Math.max(1, most - least);
  const x = (daysAgo: number): number =>
    width - room - (daysAgo / Math.max(1, trend.length - 1)) * (width - 2 * room);
  const y = (size: number): number => height - room - ((size - least) / span) * (height - 2 * room);
  const last = points.at(-1);
  return (
    <Box
      component="svg"
      role="img"
      aria-label={`${name}: ${told(points)}`}
      viewBox={`0 0 ${width} ${height}`}
      sx={{ width, height, display: 'block', color: 'primary.main' }}
    >
      <polyline
        points={points.map(({ daysAgo, size }) => `${x(daysAgo).toFixed(1)},${y(size).toFixed(1)}`).join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
      {last && <circle cx={x(last.daysAgo)} cy={y(last.size)} r={room} fill="currentColor" />}
    </Box>
  );
};
