import { useTheme } from '@mui/material/styles';
import type { Estimate, Verdict } from '#server/domain/statistics/types.ts';
import { formatChange } from '../ui/format.ts';
import { chartWidth, margin } from './IntervalAxis.tsx';
import type { IntervalScale } from './interval-scale.ts';

const height = 34;

/** The interval of a relative change, with its estimate, on the table's shared axis. */
export const IntervalBar = ({
  estimate,
  verdict,
  scale,
}: {
  estimate: Estimate;
  verdict: Verdict;
  scale: IntervalScale;
}) => {
  const { palette } = useTheme();
  const color = { better: palette.success.main, worse: palette.error.main, unclear: palette.text.secondary }[
    verdict
  ];
  const [low, high] = estimate.interval;
  const label = `${formatChange(estimate.value)}, between ${formatChange(low)} and ${formatChange(high)}`;
  return (
    <svg width={chartWidth + 2 * margin} height={height} role="img" aria-label={label} display="block">
      <title>{label}</title>
      <g transform={`translate(${margin}, 0)`}>
        <line
          x1={scale.x(0)}
          x2={scale.x(0)}
          y1={0}
          y2={height}
          stroke={palette.text.secondary}
          strokeWidth={1.5}
        />
        <rect
          x={scale.x(low)}
          y={9}
          width={Math.max(2, scale.x(high) - scale.x(low))}
          height={16}
          rx={4}
          fill={color}
          fillOpacity={0.24}
          stroke={color}
        />
        <line
          x1={scale.x(estimate.value)}
          x2={scale.x(estimate.value)}
          y1={7}
          y2={27}
          stroke={color}
          strokeWidth={3}
        />
      </g>
    </svg>
  );
};
