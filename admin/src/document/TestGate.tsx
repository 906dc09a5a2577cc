import { Alert, Link, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Link as RouterLink } from 'react-router';
import type { TestRun } from '#schemas/test-case.ts';
import { postJson } from '../api.ts';
import { ResultList } from '../simulator/ResultList.tsx';
import { wordsOf } from '../simulator/run-words.ts';

type Answer = { state: 'running' } | { state: 'failed' } | { state: 'known'; run: TestRun };

/** Runs the test cases on documents as they would be published. */
const useGate = (documents: readonly string[]): Answer => {
  const [answer, setAnswer] = useState<Answer>({ state: 'running' });
  const body = JSON.stringify({ release: 'drafts', documents });
  useEffect(() => {
    let isGone = false;
    const tell = (next: Answer): void => {
      if (!isGone) setAnswer(next);
    };
    postJson<TestRun>('test-cases/run', JSON.parse(body)).then(
      (run) => tell({ state: 'known', run }),
      () => tell({ state: 'failed' }),
    );
    return () => {
      isGone = true;
    };
  }, [body]);
  return answer;
};

/** What the test cases say to publishing: they warn, and the required ones refuse. */
export const TestGate = ({ documents }: { documents: readonly string[] }) => {
  const answer = useGate(documents);
  if (answer.state === 'running')
    return (
      <Typography variant="body2" color="text.secondary" role="status">
        Running the test cases …
      </Typography>
    );
  if (answer.state === 'failed')
    return (
      <Typography variant="body2" color="text.secondary">
        The test cases cannot be run on these drafts; publishing them tells why.
      </Typography>
    );
  const failed = answer.run.results.filter(({ passed }) => !passed);
  const refuses = failed.some(({ required }) => required);
  if (answer.run.results.length === 0)
    return (
      <Typography variant="body2" color="text.secondary">
        There are no test cases.{' '}
        <Link component={RouterLink} to="/simulator">
          Save one in the simulator
        </Link>{' '}
        and it is run here.
      </Typography>
    );
  return (
    <Alert severity={failed.length === 0 ? 'success' : refuses ? 'error' : 'warning'} variant="outlined">
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {wordsOf(answer.run)}
      </Typography>
      {refuses && <Typography variant="body2">A required one fails: it will not be published.</Typography>}
      {failed.length > 0 && <ResultList results={failed} />}
    </Alert>
  );
};
