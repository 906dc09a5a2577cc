import { useTheme } from '@mui/material';

type Point = { at: string; score: number };

const [width, height, room] = [220, 48, 3];
/** Engagement ends there. */
const most = 100;

const xOf = (index: number, count: number): number =>
  room + (index / Math.max(1, count - 1)) * (width - 2 * room);
const yOf = (score: number, top: number): number => height - room - (score / top) * (height - 2 * room);

/** A score over time as a line. The scale ends at the highest score, so that small movements are seen too. */
export const Sparkline = ({ points, label }: { points: readonly Point[]; label: string }) => {
  const { palette } = useTheme();
  const top = Math.min(most, Math.max(10, ...points.map(({ score }) => score)));
  const line = points
    .map(({ score }, index) => `${xOf(index, points.length).toFixed(1)},${yOf(score, top).toFixed(1)}`)
    .join(' ');
  const last = points.at(-1);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
    >
      <polyline
        points={line}
        fill="none"
        stroke={palette.primary.main}
        strokeWidth={2}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      {last && (
        <circle
          cx={xOf(points.length - 1, points.length)}
          cy={yOf(last.score, top)}
          r={3}
          fill={palette.primary.main}
        />
      )}
    </svg>
  );
};
