import { Alert, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useGetList } from 'react-admin';
import type { TestRun } from '#schemas/test-case.ts';
import { postJson } from '../api.ts';
import { useAction } from '../document/use-action.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Failure } from '../ui/Loaded.tsx';
import { Section } from '../ui/Section.tsx';
import { CaseTable } from './CaseTable.tsx';
import { wordsOf } from './run-words.ts';
import type { CaseRecord } from './types.ts';

const everything = {
  pagination: { page: 1, perPage: 1000 },
  sort: { field: 'id', order: 'ASC' as const },
  filter: {},
};

/** The test cases, and what becomes of them with what is live or with the drafts. */
export const TestCases = () => {
  const {
    data: cases = [],
    error,
    refetch,
  } = useGetList<CaseRecord>('test-cases', everything, { retry: false });
  const [run, setRun] = useState<TestRun | undefined>(undefined);
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (run) outcome.current?.focus();
  }, [run]);
  const asking = useAction(async (release: 'live' | 'drafts') => {
    setRun(undefined);
    setRun(await postJson<TestRun>('test-cases/run', { release }));
  });
  const idle = cases.length === 0 || asking.pending;
  return (
    <Section
      title="Test cases"
      hint={cases.length === 0 ? '' : `${cases.length}, run whenever something is published`}
      flush
      actions={
        <Stack direction="row" useFlexGap sx={{ gap: 1, flexWrap: 'wrap', justifyContent: 'flex-end' }}>
          <Button disabled={idle} onClick={() => void asking.run('live')}>
            Run with what is live
          </Button>
          <Button disabled={idle} onClick={() => void asking.run('drafts')}>
            Run with all drafts
          </Button>
        </Stack>
      }
    >
      {asking.pending && <LinearProgress aria-label="Running the test cases" />}
      {(error ?? asking.error) !== null && (error ?? asking.error) !== undefined && (
        <Failure error={error ?? asking.error} retry={error ? refetch : undefined} />
      )}
      {run && (
        <Alert
          ref={outcome}
          tabIndex={-1}
          severity={run.passed === run.results.length ? 'success' : 'warning'}
          variant="outlined"
          role="status"
          sx={{ mx: 2.5, mb: 1 }}
        >
          <Typography variant="body2">
            {wordsOf(run)} with{' '}
            {run.drafts ? `all drafts upon release ${run.release}` : `release ${run.release}`}.
          </Typography>
        </Alert>
      )}
      {cases.length === 0 ? (
        <EmptyState
          title="No test cases yet"
          why="A simulation that is saved with what must come of it is repeated before each publish, so that nobody breaks it unseen. Packs bring theirs in *.cases.json files."
        />
      ) : (
        <CaseTable cases={cases} run={run} onChanged={() => void refetch()} />
      )}
    </Section>
  );
};
