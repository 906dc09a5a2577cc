import { Box } from '@mui/material';
import { formatCount } from '../../ui/format.ts';

const [width, height, gap] = [96, 22, 1];

/**
 * A bar an hour; who does not see it hears the numbers.
 * @example <Sparkline name="VIP hero" hourly={[0, 3, …]} />
 */
export const Sparkline = ({ name, hourly }: { name: string; hourly: readonly number[] }) => {
  const most = Math.max(1, ...hourly);
  const bar = width / hourly.length;
  const told = `Matches of ${name} by hour, the oldest first: ${hourly.join(', ')}`;
  return (
    <Box
      component="svg"
      role="img"
      aria-label={told}
      viewBox={`0 0 ${width} ${height}`}
      sx={{ width, height, display: 'block', color: 'primary.main' }}
    >
      <title>{`At most ${formatCount(Math.max(...hourly))} in an hour`}</title>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="currentColor" opacity={0.35} />
      {hourly.map((matches, hour) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
          key={hour}
          x={hour * bar + gap / 2}
          width={bar - gap}
          y={height - Math.max(matches > 0 ? 2 : 0, (matches / most) * height)}
          height={Math.max(matches > 0 ? 2 : 0, (matches / most) * height)}
          rx={1}
          fill="currentColor"
        />
      ))}
    </Box>
  );
};
