import { Box, Typography } from '@mui/material';
import type { SegmentDay } from '#schemas/segment-report.ts';
import { formatCount } from '../ui/format.ts';

const [width, height] = [720, 200];
const room = { left: 56, right: 12, top: 12, bottom: 28 };

/** A round number at or above the largest, so that the scale can be read. */
const topOf = (most: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= most)!;
};

const dated = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

type Known = { index: number; day: string; customers: number; entered: number; left: number };

/** Today always is; days of which nothing is known are left out, not drawn as empty ones. */
const known = (days: readonly SegmentDay[]): Known[] =>
  days.flatMap(({ day, customers, entered, left }, index) =>
    customers === null ? [] : [{ index, day, customers, entered: entered ?? 0, left: left ?? 0 }],
  );

/** How many were in a segment at the end of each day. */
export const SizeChart = ({ name, days }: { name: string; days: readonly SegmentDay[] }) => {
  const points = known(days);
  const top = topOf(Math.max(0, ...points.map(({ customers }) => customers)));
  const x = (index: number): number =>
    room.left + (index / Math.max(1, days.length - 1)) * (width - room.left - room.right);
  const y = (size: number): number => height - room.bottom - (size / top) * (height - room.top - room.bottom);
  const marks = [0, Math.floor((days.length - 1) / 2), days.length - 1];
  const [first, last] = [points[0]!, points.at(-1)!];
  const since = first.index > 0 ? ` Days before ${first.day} are not known.` : '';
  const told = `${name} by day: ${first.customers} customers on ${first.day}, ${last.customers} on ${last.day}.${since}`;
  return (
    <Box component="figure" sx={{ m: 0, color: 'text.secondary' }}>
      <Box
        component="svg"
        role="img"
        aria-label={told}
        viewBox={`0 0 ${width} ${height}`}
        sx={{ width: '100%', maxHeight: 260, display: 'block' }}
      >
        {[0, top / 2, top].map((size) => (
          <g key={size}>
            <line
              x1={room.left}
              x2={width - room.right}
              y1={y(size)}
              y2={y(size)}
              stroke="currentColor"
              opacity={0.25}
            />
            <text x={room.left - 8} y={y(size) + 4} textAnchor="end" fontSize={12} fill="currentColor">
              {formatCount(size)}
            </text>
          </g>
        ))}
        {marks.map((index) => (
          <text
            key={index}
            x={x(index)}
            y={height - 8}
            textAnchor={index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'}
            fontSize={12}
            fill="currentColor"
          >
            {dated.format(new Date(days[index]!.day))}
          </text>
        ))}
        <Box
          component="polyline"
          points={points
            .map(({ customers, index }) => `${x(index).toFixed(1)},${y(customers).toFixed(1)}`)
            .join(' ')}
          sx={{ fill: 'none', stroke: (theme) => theme.palette.primary.main, strokeWidth: 2 }}
        />
        <Box
          component="circle"
          cx={x(last.index)}
          cy={y(last.customers)}
          r={3}
          sx={{ fill: (theme) => theme.palette.primary.main }}
        />
      </Box>
      <Typography component="figcaption" variant="body2">
        Today {formatCount(last.entered)} came in and {formatCount(last.left)} left.{since}
      </Typography>
    </Box>
  );
};
