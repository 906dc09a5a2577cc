import { useTheme } from '@mui/material/styles';
import { formatChange } from '../ui/format.ts';
import type { IntervalScale } from './interval-scale.ts';

export const chartWidth = 260;
export const margin = 26;

/** The axis in the table's head; decoration, because every row says its numbers in words. */
export const IntervalAxis = ({ scale }: { scale: IntervalScale }) => {
  const { palette } = useTheme();
  return (
    <svg width={chartWidth + 2 * margin} height={28} aria-hidden="true">
      <g transform={`translate(${margin}, 0)`}>
        <line x1={0} x2={chartWidth} y1={27.5} y2={27.5} stroke={palette.text.secondary} />
        {scale.ticks.map((tick) => (
          <g key={tick} transform={`translate(${scale.x(tick)}, 0)`}>
            <line y1={22} y2={28} stroke={palette.text.secondary} />
            <text y={16} textAnchor="middle" fontSize={11} fill={palette.text.secondary}>
              {tick === 0 ? '0%' : formatChange(tick, Number.isInteger(Math.round(tick * 1e6) / 1e4) ? 0 : 1)}
            </text>
          </g>
        ))}
      </g>
    </svg>
  );
};
