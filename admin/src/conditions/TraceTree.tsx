import { Box, Typography } from '@mui/material';
import type { ConditionTrace, TraceResult } from '#server/domain/conditions/explain.ts';
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

const phraseOf = (trace: ConditionTrace): string =>
  trace.kind === 'comparison'
    ? leafPhrase({ ...trace, value: trace.expected })
    : [groupWords[trace.kind], trace.name].filter(Boolean).join(' ');

/** Why a condition is true or false: what each comparison expected and what it found. */
export const TraceTree = ({ trace }: { trace: ConditionTrace }) => (
  <>
    <Typography variant="body2" component="div">
      <Mark result={trace.result} />
      {phraseOf(trace)}
      {trace.kind === 'comparison' && (
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {' '}
          — {trace.found ?? `was ${valuePhrase(trace.actual)}`}
        </Box>
      )}
    </Typography>
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
