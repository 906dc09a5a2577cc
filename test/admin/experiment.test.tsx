import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Experiment } from '#schemas/experiment.ts';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import type { DocumentRecord } from '../../admin/src/document/types.ts';
import { ExperimentSummary } from '../../admin/src/experiments/ExperimentSummary.tsx';
import { Preview } from '../../admin/src/experiments/Preview.tsx';
import { Results } from '../../admin/src/experiments/Results.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const written = {
  key: 'banner',
  name: 'Banner',
  status: 'running',
  control: 'a',
  variations: [
    { key: 'a', name: 'Plain', weight: 0.5 },
    { key: 'b', name: 'Bold', weight: 0.5 },
  ],
  metrics: [{ metric: 'conversion', role: 'goal' }],
};

const recordOf = (body: object, isDrafted = false): DocumentRecord => ({
  id: 'banner',
  key: 'banner',
  kind: 'experiment',
  name: 'Banner',
  body,
  live: { revision: 1, author: 'ada', publishedAt: '2026-03-01T00:00:00Z', body },
  draft: isDrafted
    ? { etag: 'x', state: 'draft', updatedAt: '2026-03-02T00:00:00Z', author: 'ada', body }
    : null,
  status: isDrafted ? 'live+draft' : 'live',
  updatedAt: null,
  author: null,
});

const show = (element: React.ReactNode) => renderScreen(element, { path: '/', at: '/' });

test.each([
  ['published', false, []],
  ['drafted', true, ['experiment/banner']],
])(
  'a preview of a variation is made of the experiment as it is %s, and shown',
  async (_name, isDrafted, drafts) => {
    const expiresAt = '2026-03-02T09:00:00Z';
    const { fetch, sent } = answerWith({ 'POST previews': { body: { preview: 'signed.text', expiresAt } } });
    vi.stubGlobal('fetch', fetch);
    show(<Preview record={recordOf(written, isDrafted)} />);
    fireEvent.click(screen.getByRole('button', { name: 'Make a preview' }));
    expect(await screen.findByDisplayValue('signed.text')).toBeDefined();
    expect(sent.map(({ body }) => body)).toEqual([{ experiments: { banner: 'b' }, drafts, hours: 24 }]);
  },
);

test('a refused preview says why', async () => {
  const problem = {
    title: 'Forbidden',
    code: 'forbidden',
    status: 403,
    detail: 'This takes the role editor.',
  };
  vi.stubGlobal('fetch', answerWith({ 'POST previews': { status: 403, body: problem } }).fetch);
  show(<Preview record={recordOf(written)} />);
  fireEvent.click(screen.getByRole('button', { name: 'Make a preview' }));
  expect(await screen.findByText('This takes the role editor.')).toBeDefined();
});

test('what has not begun cannot be previewed, and the screen says what to do', () => {
  show(<Preview record={recordOf({ ...written, status: 'draft' })} />);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByText(/status running/)).toBeDefined();
});

test('the report of an experiment that a guardrail stopped says so first', async () => {
  const reason = 'Stopped: the guardrail "Refunds" lost with "b".';
  const report = {
    stopped: { at: '2026-03-14T09:30:00Z', reason },
    verdict: { state: 'worse', sentence: '"b" is worse than "a" on "Refunds".' },
    sampleRatio: { state: 'too-few', reason: 'too few units to check the split' },
    exposed: [],
    metrics: [],
    confidenceLevel: 0.95,
    currency: 'EUR',
  };
  vi.stubGlobal('fetch', answerWith({ 'GET experiments/banner/report': { body: report } }).fetch);
  show(<Results record={recordOf(written)} />);
  const [first] = await screen.findAllByRole('alert');
  expect(within(first!).getByText(/lost with "b"/)).toBeDefined();
});

test('the set-up names what most experiments do without', () => {
  const body = Experiment.parse({
    ...written,
    splitKey: 'account',
    bucketVersion: 2,
    prerequisites: [{ experiment: 'price', variations: ['a', 'b'] }],
    group: {
      key: 'checkout',
      ranges: [
        [0, 0.3],
        [0.8, 0.9],
      ],
    },
    ramp: { steps: [{ coverage: 0.05, at: '2026-03-01T00:00:00Z', hours: 24 }, { coverage: 1 }] },
    forcedVariations: { ada: 'b' },
  });
  show(<ExperimentSummary body={body} />);
  for (const text of ['account', '2', 'price: a or b', '“checkout”, 0–0.3 and 0.8–0.9', 'ada'])
    expect(screen.getByText(text)).toBeDefined();
  expect(screen.getByText(/^5% from .+, 100% from .+; stops when a guardrail loses$/)).toBeDefined();
});

test('the set-up of a plain experiment names none of it', () => {
  show(<ExperimentSummary body={Experiment.parse(written)} />);
  for (const name of ['Ramp-up', 'Split by', 'Bucket version', 'Requires', 'Exclusion group', 'Testers'])
    expect(screen.queryByText(name)).toBeNull();
});
