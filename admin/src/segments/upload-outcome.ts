import type { UploadMode, UploadResult } from '#schemas/segment-report.ts';
import { formatCount } from '../ui/format.ts';

type Outcome = { severity: 'success' | 'warning' | 'error'; told: string };

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** How many ids of the file changed something. */
const effective = (mode: UploadMode, { added, removed }: UploadResult): number =>
  mode === 'remove' ? removed : added;

const severityOf = ({ rows, faulty }: UploadResult): Outcome['severity'] => {
  if (faulty > 0) return faulty >= rows ? 'error' : 'warning';
  return rows === 0 ? 'warning' : 'success';
};

/**
 * What came of an upload, in words: every row is accounted for.
 * @example outcomeOf('add', { rows: 3, added: 1, faulty: 1, … }).told // '3 rows: 1 added, 1 in it already …'
 */
export const outcomeOf = (mode: UploadMode, result: UploadResult): Outcome => {
  const { rows, added, removed, faulty, customers } = result;
  const severity = severityOf(result);
  if (rows === 0)
    return {
      severity,
      told: `${faulty > 0 ? 'No row can be read' : 'The file has no rows'}: nothing was changed.`,
    };
  const same = rows - faulty - effective(mode, result);
  const parts = [
    ...(mode === 'remove' ? [] : [`${formatCount(added)} added`]),
    ...(mode === 'add' ? [] : [`${formatCount(removed)} removed`]),
    ...(same > 0 ? [`${formatCount(same)} ${mode === 'remove' ? 'not in it' : 'in it already'}`] : []),
    ...(faulty > 0 ? [`${formatCount(faulty)} left out`] : []),
  ];
  const kept = mode === 'replace' && faulty > 0 ? ' Nobody was removed, as rows were left out.' : '';
  const now = `${counted(customers, 'customer is', 'customers are')} in it now.`;
  return { severity, told: `${counted(rows, 'row', 'rows')}: ${parts.join(', ')}.${kept} ${now}` };
};

/**
 * How to send a file again so that all is as it was before; undefined where some of its ids had been in it, or out of
 * it, before: those would be taken back too.
 */
export const undoOf = (mode: UploadMode, result: UploadResult): 'add' | 'remove' | undefined => {
  const changed = effective(mode, result);
  if (mode === 'replace' || changed === 0 || changed !== result.rows - result.faulty) return undefined;
  return mode === 'add' ? 'remove' : 'add';
};
