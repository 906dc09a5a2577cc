import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { ReplayValue } from '#schemas/replay.ts';
import type { Estimate } from '#server/domain/statistics/types.ts';
import { formatValue } from '../experiments/format-value.ts';
import { chartWidth, IntervalAxis } from '../experiments/IntervalAxis.tsx';
import { IntervalBar } from '../experiments/IntervalBar.tsx';
import { type IntervalScale, intervalScale } from '../experiments/interval-scale.ts';
import { VerdictChip } from '../experiments/VerdictChip.tsx';
import { formatCount } from '../ui/format.ts';
import { type Method, methods, relativeChange, verdictOn } from './verdict.ts';

type Row = { value: ReplayValue; currency: string; scale: IntervalScale };

const withInterval = (format: (value: number) => string, { value, interval: [low, high] }: Estimate) =>
  `${format(value)} (${format(low)} to ${format(high)})`;

const sampleOf = ({ effective, units }: ReplayValue['report']['overlap']): string =>
  `${formatCount(Math.round(effective))} of ${formatCount(units)}`;

const Refused = ({ value: { name, report } }: Row) =>
  report.state === 'refused' && (
    <TableRow>
      <TableCell component="th" scope="row">
        {name}
      </TableCell>
      <TableCell colSpan={4}>No estimate: {report.reason}.</TableCell>
      <TableCell align="right">{sampleOf(report.overlap)}</TableCell>
    </TableRow>
  );

const Estimated = ({ value, currency, scale, method, label }: Row & { method: Method; label: string }) => {
  const { name, direction, report } = value;
  if (report.state === 'refused') return null;
  const format = formatValue(value, currency);
  const verdict = verdictOn(report[method].change, direction);
  const relative = relativeChange(report, method);
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        {name}
        <Typography variant="caption" color="text.secondary" component="div">
          {label}
        </Typography>
      </TableCell>
      <TableCell>{withInterval(format, report.logged)}</TableCell>
      <TableCell>{withInterval(format, report[method].value)}</TableCell>
      <TableCell>
        {relative === null ? (
          'nothing came of the recorded decisions'
        ) : (
          <IntervalBar estimate={relative} verdict={verdict} scale={scale} />
        )}
      </TableCell>
      <TableCell>
        <VerdictChip verdict={verdict} />
      </TableCell>
      <TableCell align="right">{sampleOf(report.overlap)}</TableCell>
    </TableRow>
  );
};

const changesIn = ({ report }: ReplayValue): Estimate[] =>
  report.state === 'refused' ? [] : methods.flatMap(([method]) => relativeChange(report, method) ?? []);

/** What another release would have been worth on one placement, by metric and estimator, or why that cannot be told. */
export const ValueTable = ({
  values,
  currency,
  label,
}: {
  values: readonly ReplayValue[];
  currency: string;
  label: string;
}) => {
  const intervals = values.flatMap(changesIn).map(({ interval }) => interval);
  const scale = intervalScale(intervals, chartWidth);
  return (
    <Table size="small" aria-label={label}>
      <TableHead>
        <TableRow>
          <TableCell>Metric</TableCell>
          <TableCell>As recorded</TableCell>
          <TableCell>With this release</TableCell>
          <TableCell>
            Change
            {intervals.length > 0 && <IntervalAxis scale={scale} />}
          </TableCell>
          <TableCell>Verdict</TableCell>
          <TableCell align="right">Effective customers</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {values.map((value) =>
          value.report.state === 'refused' ? (
            <Refused key={value.metric} {...{ value, currency, scale }} />
          ) : (
            methods.map(([method, name]) => (
              <Estimated
                key={`${value.metric}/${method}`}
                {...{ value, currency, scale, method, label: name }}
              />
            ))
          ),
        )}
      </TableBody>
    </Table>
  );
};
