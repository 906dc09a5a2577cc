import { Box, Typography } from '@mui/material';
import type { ComparisonTrace, ConditionTrace, TraceResult } from '#server/domain/conditions/explain.ts';
import { type NameOf, quotedName } from '../names/name-of.ts';
import { useNames } from '../names/use-names.ts';
import { leafPhrase, valuePhrase } from './sentence.ts';

const marks = [
  { result: true, mark: '✓', word: 'true', color: 'success.main' },
  { result: false, mark: '✗', word: 'false', color: 'error.main' },
  { result: null, mark: '–', word: 'not evaluated', color: 'text.secondary' },
] as const;

const markOf = (result: TraceResult) => marks.find((candidate) => candidate.result === result) ?? marks[2];

/** ✓, ✗ or –, said aloud too. */
const Mark = ({ result }: { result: TraceResult }) => {
  const { mark, word, color } = markOf(result);
  return (
    <Box component="span" role="img" aria-label={word} sx={{ color, fontWeight: 700, mr: 0.75 }}>
      {mark}
    </Box>
  );
};

const groupWords = { all: 'All of', any: 'Any of', not: 'None of', reference: 'The condition' } as const;

/** A value that was read from another fact is told with that fact. */
const comparisonPhrase = (trace: ComparisonTrace, nameOf: NameOf): string =>
  trace.expectedFrom
    ? `${leafPhrase({ ...trace, value: trace.expectedFrom }, nameOf)} (${valuePhrase(trace.expected, nameOf)})`
    : leafPhrase({ ...trace, value: trace.expected }, nameOf);

const phraseOf = (trace: ConditionTrace, nameOf: NameOf): string => {
  if (trace.kind === 'comparison') return comparisonPhrase(trace, nameOf);
  const name =
    trace.kind === 'reference' && trace.name ? quotedName(nameOf, 'conditions', trace.name) : trace.name;
  return [groupWords[trace.kind], name].filter(Boolean).join(' ');
};

const Line = ({ trace, nameOf }: { trace: ConditionTrace; nameOf: NameOf }) => (
  <Typography variant="body2" component="div" sx={{ overflowWrap: 'anywhere' }}>
    <Mark result={trace.result} />
    {phraseOf(trace, nameOf)}
    {trace.kind === 'comparison' && (
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {' '}
        — {trace.found ?? `was ${valuePhrase(trace.actual, nameOf)}`}
      </Box>
    )}
  </Typography>
);

/** Why a condition is true or false: what each comparison expected and what it found. */
export const TraceTree = ({ trace }: { trace: ConditionTrace }) => {
  const nameOf = useNames();
  return (
    <>
      <Line trace={trace} nameOf={nameOf} />
      {trace.kind !== 'comparison' && (
        <Box
          component="ul"
          sx={{ listStyle: 'none', m: 0, ml: 0.75, pl: 2, borderLeft: 2, borderColor: 'divider' }}
        >
          {trace.children.map((child, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a trace never changes, and equal conditions may repeat
            <Box component="li" key={index} sx={{ py: 0.25 }}>
              <TraceTree trace={child} />
            </Box>
          ))}
        </Box>
      )}
    </>
  );
};
