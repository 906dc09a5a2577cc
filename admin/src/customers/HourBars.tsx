import { useTheme } from '@mui/material';

const [bar, gap, height, labels] = [9, 2, 56, 14];
const named = new Set([0, 6, 12, 18, 23]);

/** When in the day someone is active: a bar an hour, as high as its share. */
export const HourBars = ({ hours }: { hours: readonly number[] }) => {
  const { palette } = useTheme();
  const most = Math.max(...hours);
  const busiest = hours.indexOf(most);
  const width = hours.length * (bar + gap);
  return (
    <svg
      role="img"
      aria-label={`Activity by local hour, busiest at ${busiest}:00`}
      viewBox={`0 0 ${width} ${height + labels}`}
      style={{ width: '100%', maxWidth: 360, display: 'block' }}
    >
      {hours.map((share, hour) => {
        const high = most === 0 ? 0 : Math.max(1, (share / most) * height);
        const x = hour * (bar + gap);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the hour
          <g key={hour}>
            <rect
              x={x}
              y={height - high}
              width={bar}
              height={high}
              rx={2}
              fill={hour === busiest ? palette.primary.main : palette.text.disabled}
            />
            {named.has(hour) && (
              <text
                x={x + bar / 2}
                y={height + labels - 3}
                fontSize={9}
                textAnchor="middle"
                fill={palette.text.secondary}
              >
                {hour}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
};
