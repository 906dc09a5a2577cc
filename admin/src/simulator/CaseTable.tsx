import FailedIcon from '@mui/icons-material/Cancel';
import PassedIcon from '@mui/icons-material/CheckCircle';
import {
  Button,
  Checkbox,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import { Confirm, useNotify } from 'react-admin';
import { Link } from 'react-router';
import type { TestCase, TestResult, TestRun } from '#schemas/test-case.ts';
import { differenceText } from '#server/domain/test-cases/judge.ts';
import { apiRoot, callApi } from '../api.ts';
import { Scrollable } from '../ui/Scrollable.tsx';
import { addressOf, nothingAsked } from './address.ts';
import type { CaseRecord } from './types.ts';

type Values = Record<string, unknown>;

/** The case as a question to the simulator. */
const addressOfCase = ({ key, request = {}, suppose, at = '', chance = '' }: TestCase): string => {
  const { customer_id: customer = '', anonymous_id, page_type: page = nothingAsked.page } = request;
  const question = {
    ...nothingAsked,
    customer,
    visitor: anonymous_id ?? (customer === '' ? `test-case-${key}` : ''),
    page,
    at,
    chance,
    elements: request.elements_to_personalize ?? [],
    context: (request.context ?? {}) as Values,
    goals: (request.personalization_goals ?? {}) as Values,
    overrides: (suppose ?? {}) as Values,
  };
  return `/simulator?${addressOf(question)}`;
};

const expectedIn = ({ expect: { placements = {}, segments, rules, experiments = {} } }: TestCase): string =>
  [
    ...Object.entries({ ...placements, ...experiments }).map(
      ([name, chosen]) => `${name}: ${chosen ?? 'not in it'}`,
    ),
    segments && `segments: ${segments.join(', ') || 'none'}`,
    rules && `rules: ${rules.join(', ') || 'none'}`,
  ]
    .filter(Boolean)
    .join('; ');

const Outcome = ({ result }: { result: TestResult | undefined }) => {
  if (result === undefined) return <>–</>;
  if (result.passed)
    return (
      <Stack direction="row" sx={{ gap: 0.5, alignItems: 'center', color: 'success.main' }}>
        <PassedIcon fontSize="small" aria-hidden /> passes
      </Stack>
    );
  return (
    <>
      <Stack direction="row" sx={{ gap: 0.5, alignItems: 'center', color: 'error.main' }}>
        <FailedIcon fontSize="small" aria-hidden /> fails
      </Stack>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {result.problem ?? result.differences.map(differenceText).join('; ')}
      </Typography>
    </>
  );
};

type Props = { cases: readonly CaseRecord[]; run: TestRun | undefined; onChanged: () => void };

/** Each case with what it expects and how it went. */
export const CaseTable = ({ cases, run, onChanged }: Props) => {
  const [leaving, setLeaving] = useState<CaseRecord | undefined>(undefined);
  const notify = useNotify();
  const write = async (key: string, options: { method: string; body?: string }): Promise<void> => {
    try {
      await callApi(`${apiRoot}/test-cases/${encodeURIComponent(key)}`, options);
      onChanged();
    } catch (error) {
      notify((error as Error).message, { type: 'error' });
    }
  };
  const setRequired = ({ id: _, author, updatedAt, ...testCase }: CaseRecord, required: boolean): void => {
    const { required: before, ...rest } = testCase;
    const body = JSON.stringify({ ...rest, ...(required && { required }) });
    void write(testCase.key, { method: 'PUT', body });
  };
  return (
    <Scrollable label="All of the test cases">
      <Table size="small" aria-label="Test cases">
        <TableHead>
          <TableRow>
            <TableCell>Case</TableCell>
            <TableCell>Expects</TableCell>
            <TableCell>Result</TableCell>
            <TableCell>Required</TableCell>
            <TableCell>
              <span style={{ position: 'absolute', clip: 'rect(0 0 0 0)' }}>Remove</span>
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {cases.map((testCase) => (
            <TableRow key={testCase.key}>
              <TableCell component="th" scope="row" sx={{ minWidth: 180 }}>
                <Typography
                  component={Link}
                  to={addressOfCase(testCase)}
                  variant="body2"
                  sx={{ fontWeight: 600, color: 'primary.main' }}
                >
                  {testCase.name}
                </Typography>
              </TableCell>
              <TableCell sx={{ minWidth: 180, overflowWrap: 'anywhere' }}>{expectedIn(testCase)}</TableCell>
              <TableCell sx={{ minWidth: 160 }}>
                <Outcome result={run?.results.find(({ key }) => key === testCase.key)} />
              </TableCell>
              <TableCell>
                <Checkbox
                  size="small"
                  checked={testCase.required === true}
                  onChange={(_, required) => setRequired(testCase, required)}
                  slotProps={{ input: { 'aria-label': `Require ${testCase.name}` } }}
                />
              </TableCell>
              <TableCell>
                <Button
                  size="small"
                  color="error"
                  aria-label={`Remove ${testCase.name}`}
                  onClick={() => setLeaving(testCase)}
                >
                  Remove
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Confirm
        isOpen={leaving !== undefined}
        title={`Remove “${leaving?.name}”?`}
        content="It is not run any more. A folder that holds it brings it back when it is applied."
        confirm="Remove"
        onConfirm={() => {
          if (leaving) void write(leaving.key, { method: 'DELETE' });
          setLeaving(undefined);
        }}
        onClose={() => setLeaving(undefined)}
      />
    </Scrollable>
  );
};
