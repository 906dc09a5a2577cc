import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import type { Arm, ComparedArm, MetricRole } from '#server/domain/statistics/types.ts';
import { formatP } from '../ui/format.ts';
import { Change, NamedState } from './Change.tsx';
import { formatDifference, formatValue } from './format-value.ts';
import { chartWidth, IntervalAxis } from './IntervalAxis.tsx';
import { IntervalBar } from './IntervalBar.tsx';
import { type IntervalScale, intervalScale } from './interval-scale.ts';
import type { ExperimentReport, ReportedMetric } from './types.ts';

const roles: readonly [MetricRole, string][] = [
  ['goal', 'Goal metrics'],
  ['secondary', 'Secondary metrics'],
  ['guardrail', 'Guardrails'],
];

const knownIntervals = (report: Pick<ExperimentReport, 'metrics'>): (readonly [number, number])[] =>
  report.metrics.flatMap(({ variations }) =>
    variations.flatMap(({ comparison }) =>
      comparison.state === 'compared' && comparison.relative.state === 'known'
        ? [comparison.relative.interval]
        : [],
    ),
  );

type Format = (value: number) => string;

const ArmValue = ({ arm, format }: { arm: Arm; format: Format }) => {
  if (arm.value.state !== 'known') return <NamedState state={arm.value.state} reason={arm.value.reason} />;
  return <>{format(arm.value.value)}</>;
};

const Interval = ({ comparison, scale }: Pick<ComparedArm, 'comparison'> & { scale: IntervalScale }) => {
  if (comparison.state !== 'compared') return null;
  const { relative, verdict } = comparison;
  if (relative.state !== 'known') return <NamedState state={relative.state} reason={relative.reason} />;
  return <IntervalBar estimate={relative} verdict={verdict} scale={scale} />;
};

type RowProps = {
  metric: ReportedMetric;
  currency: string;
  arm: ComparedArm;
  scale: IntervalScale;
  nameOf: (key: string) => string;
};

const Row = ({ metric, currency, arm, scale, nameOf }: RowProps) => (
  <TableRow>
    <TableCell component="th" scope="row">
      {metric.name} · {nameOf(arm.variation)}
    </TableCell>
    <TableCell align="right">
      <ArmValue arm={metric.control} format={formatValue(metric, currency)} />
    </TableCell>
    <TableCell align="right">
      <ArmValue arm={arm} format={formatValue(metric, currency)} />
    </TableCell>
    <TableCell align="right">
      {arm.comparison.state === 'compared' ? formatP(arm.comparison.pValue) : '–'}
    </TableCell>
    <TableCell sx={{ py: 0 }}>
      <Interval comparison={arm.comparison} scale={scale} />
    </TableCell>
    <TableCell align="right">
      <Change comparison={arm.comparison} format={formatDifference(metric, currency)} />
    </TableCell>
  </TableRow>
);

/** Every metric of every variation against the control, with intervals on one axis. */
export const MetricTable = ({
  report,
  nameOf,
}: {
  report: Pick<ExperimentReport, 'metrics' | 'confidenceLevel' | 'currency'>;
  nameOf: (key: string) => string;
}) => {
  const scale = intervalScale(knownIntervals(report), chartWidth);
  return (
    <TableContainer>
      <Table size="small" aria-label="Metrics by variation">
        <TableHead>
          <TableRow>
            <TableCell>Metric · variation</TableCell>
            <TableCell align="right">Control</TableCell>
            <TableCell align="right">Variation</TableCell>
            <TableCell align="right">p</TableCell>
            <TableCell aria-label={`${report.confidenceLevel * 100}% interval of the change`} sx={{ pb: 0 }}>
              <IntervalAxis scale={scale} />
            </TableCell>
            <TableCell align="right">Change</TableCell>
          </TableRow>
        </TableHead>
        {roles.map(([role, title]) => {
          const metrics = report.metrics.filter((metric) => metric.role === role);
          return metrics.length === 0 ? null : (
            <TableBody key={role}>
              <TableRow>
                <TableCell
                  component="th"
                  scope="rowgroup"
                  colSpan={6}
                  sx={{ fontWeight: 650, bgcolor: 'background.default' }}
                >
                  {title}
                </TableCell>
              </TableRow>
              {metrics.flatMap((metric) =>
                metric.variations.map((arm) => (
                  <Row
                    key={`${metric.key}/${arm.variation}`}
                    metric={metric}
                    currency={report.currency}
                    arm={arm}
                    scale={scale}
                    nameOf={nameOf}
                  />
                )),
              )}
            </TableBody>
          );
        })}
      </Table>
    </TableContainer>
  );
};
