import { comparisonWords } from '#server/domain/conditions/comparison-words.ts';
import type { ConditionTrace, TraceResult } from '#server/domain/conditions/explain.ts';
import { historyWords } from '#server/domain/conditions/history-words.ts';

const sign = (result: TraceResult): string => (result === null ? '–' : result ? '✓' : '✗');

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const nameOf = ({ fact, path }: { fact: string; path?: string }): string =>
  path === undefined ? fact : `${fact}.${path.replace(/^\$\.?/, '')}`;

const titleOf = (trace: ConditionTrace): string => {
  const label = trace.name === undefined ? '' : ` "${trace.name}"`;
  if (trace.kind !== 'comparison')
    return `${trace.kind}${label}${trace.result === null ? ' (not evaluated)' : ''}`;
  const { operator, expected, expectedFrom, actual, found: said, result } = trace;
  if (expectedFrom !== undefined) {
    const other = `${nameOf(expectedFrom)} (${show(expected)})`;
    const compared = comparisonWords(
      `${nameOf(trace)} (${show(actual)})`,
      { operator, value: expectedFrom },
      () => other,
    );
    return result === null ? `${compared} (not evaluated)` : compared;
  }
  const found = result === null ? 'not evaluated' : (said ?? `it is ${show(actual)}`);
  const compared = { operator, value: expected };
  return `${historyWords(compared) ?? comparisonWords(nameOf(trace), compared)} (${found})`;
};

/**
 * A traced condition as lines, each part below the one it belongs to: ✓ held, ✗ did not, – was not evaluated.
 * @example traceLines(trace) // ['✗ all', '  ✗ cart.value is more than 80 (it is 12)']
 */
export const traceLines = (trace: ConditionTrace, indent = ''): string[] => [
  `${indent}${sign(trace.result)} ${titleOf(trace)}`,
  ...(trace.kind === 'comparison' ? [] : trace.children.flatMap((child) => traceLines(child, `${indent}  `))),
];
