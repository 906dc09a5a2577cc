import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ReplayValue } from '#schemas/replay.ts';
import { ReplayScreen } from '../../admin/src/replay/ReplayScreen.tsx';
import type { Job, Result } from '../../admin/src/replay/types.ts';
import { verdictOn } from '../../admin/src/replay/verdict.ts';
import { answerWith, renderScreen } from '../support/admin.tsx';

const estimate = (value: number, low: number, high: number) => ({
  value,
  interval: [low, high] as [number, number],
});
const policy = { value: estimate(0.12, 0.1, 0.14), change: estimate(0.02, 0.005, 0.035) };
const overlap = { decisions: 900, units: 800, effective: 412.3, largestWeight: 4, unsupported: 0 };
const conversion = {
  metric: 'conversion',
  name: 'Conversion',
  type: 'proportion',
  direction: 'increase',
} as const;

const values: ReplayValue[] = [
  {
    ...conversion,
    report: {
      state: 'estimated',
      overlap,
      logged: estimate(0.1, 0.09, 0.11),
      ips: policy,
      snips: policy,
      doublyRobust: policy,
    },
  },
  {
    ...conversion,
    metric: 'engagement',
    name: 'Engagement',
    report: {
      state: 'refused',
      reason: 'overlap too small: the 800 customers count as 12.0, and 100 are needed',
      overlap: { ...overlap, effective: 12 },
    },
  },
];
const side = (variant: string, source: string, reason: string) => ({
  variant,
  source,
  propensity: 1,
  reasons: [reason],
});
const result: Result = {
  decisions: 1000,
  replayed: 900,
  changed: 300,
  leftOut: [{ reason: 'the journey “welcome” was not running then', decisions: 100 }],
  repeats: { decisions: 0, identical: 0 },
  currency: 'EUR',
  placements: [
    {
      placement: 'hero_banner',
      elements: 900,
      changed: 300,
      moves: [{ from: 'hero-a', to: 'hero-b', elements: 300 }],
      values,
    },
  ],
  newPlacements: [],
  groups: [{ by: 'device', value: 'mobile', decisions: 300, changed: 300 }],
  examples: [
    {
      decision: 'd1',
      profileId: 'customer_id:7',
      at: '2026-03-14T09:30:00Z',
      placement: 'hero_banner',
      before: side('hero-a', 'model', 'the best by outcomes'),
      after: side('hero-b', 'rule', 'the rule “Mobile hero” pins it'),
    },
  ],
};

const job = (more: Partial<Job>): Job => ({
  id: 'j1',
  request: { release: 'draft', since: '2026-03-13T09:30:00Z' },
  state: 'done',
  base: 4,
  author: 'ada@example.com',
  startedAt: '2026-03-14T09:30:00Z',
  endedAt: null,
  progress: { done: 900, total: 1000 },
  error: null,
  result: null,
  ...more,
});

const releases = { body: [{ number: 4, reason: 'spring', current: true }] };
const show = (answers: Parameters<typeof answerWith>[0], at = '/replay') => {
  const { fetch, sent } = answerWith({ 'GET releases': releases, ...answers });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<ReplayScreen />, { path: '/replay', at });
  return sent;
};
const shownJob = (shown: Job) => show({ 'GET replay/j1': { body: shown } }, '/replay?id=j1');

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a replay that is done', () => {
  beforeEach(async () => {
    shownJob(job({ result }));
    await screen.findByText('All drafts, on release 4');
  });

  test('says what would change, and what was left out', () => {
    expect(screen.getByText('300 decisions')).toBeDefined();
    expect(screen.getByText('100 (10.0%): the journey “welcome” was not running then')).toBeDefined();
    const row = within(screen.getByRole('table', { name: 'Changes on hero banner' }));
    expect(row.getByRole('row', { name: 'hero-a hero-b 300 33.3%' })).toBeDefined();
    const whom = within(screen.getByRole('table', { name: 'For whom' }));
    expect(whom.getByRole('row', { name: 'device mobile 300 300 100.0%' })).toBeDefined();
  });

  test('gives the value with interval and effective sample, or says why it does not', () => {
    const table = within(screen.getByRole('table', { name: 'Value on hero banner' }));
    const [first] = table.getAllByRole('row', { name: /doubly robust/ });
    const row = within(first!);
    expect(row.getByText('12.00% (10.00% to 14.00%)')).toBeDefined();
    expect(row.getByText('412 of 800')).toBeDefined();
    expect(row.getByText('better')).toBeDefined();
    expect(row.getByRole('img', { name: '+20.0%, between +5.0% and +35.0%' })).toBeDefined();
    expect(table.getByText(/No estimate: overlap too small: the 800 customers count as 12\.0/)).toBeDefined();
  });

  test('shows decisions side by side, and leads to them', () => {
    const row = within(
      within(screen.getByRole('table', { name: 'Examples' })).getByRole('row', { name: /Mobile hero/ }),
    );
    expect(row.getByText('hero-a')).toBeDefined();
    expect(row.getByText('hero-b')).toBeDefined();
    expect(row.getByRole('link').getAttribute('href')).toBe('/decisions/d1/show');
  });
});

test('where no value can be told, the reason is said once, and new placements are counted apart', async () => {
  const refused = values.flatMap((value) => {
    const { report } = value;
    return report.state === 'refused' ? [value, { ...value, name: 'Orders', metric: 'orders' }] : [];
  });
  const [placement] = result.placements;
  const told: Result = {
    ...result,
    placements: [{ ...placement!, values: refused }],
    newPlacements: [{ placement: 'footer', elements: 900 }],
  };
  shownJob(job({ result: told }));
  const reason = 'overlap too small: the 800 customers count as 12.0, and 100 are needed';
  expect(await screen.findByText(`No estimate of ${refused[0]!.name}, Orders: ${reason}.`)).toBeDefined();
  expect(screen.queryByRole('table', { name: 'Value on hero banner' })).toBeNull();
  expect(screen.getByText('New placements, counted in no share: footer (900)')).toBeDefined();
});

test('one is started with the drafts, followed while it runs, and can be cancelled', async () => {
  const running = job({ state: 'running', progress: { done: 250, total: 1000 } });
  let cancelled = false;
  const sent = show({
    'GET replay': { body: [] },
    'POST replay': { status: 202, body: running },
    'GET replay/j1': () => ({ body: cancelled ? job({ state: 'cancelled' }) : running }),
    'DELETE replay/j1': () => {
      cancelled = true;
      return { body: job({ state: 'cancelled' }) };
    },
  });
  await screen.findByText('Nothing was replayed yet');
  await userEvent.click(screen.getByRole('button', { name: 'Replay' }));
  await screen.findByText('250 of 1,000 decisions');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
  const asked = sent.find(({ method }) => method === 'POST')!.body as { release: string; since: string };
  expect(asked.release).toBe('draft');
  expect(Date.now() - Date.parse(asked.since)).toBeGreaterThanOrEqual(24 * 3_600_000);
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await screen.findByText('It was cancelled before it was done.');
});

test('what cannot be started says why', async () => {
  show({
    'GET replay': { body: [] },
    'POST replay': {
      status: 400,
      body: {
        status: 400,
        code: 'invalid-request',
        title: 'The request has faults',
        detail: 'No draft differs.',
      },
    },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Replay' }));
  await screen.findByText('No draft differs.');
});

test.each<[string, Job, RegExp]>([
  ['interrupted', job({ state: 'interrupted' }), /the server that ran it stopped/],
  ['failed', job({ state: 'failed', error: 'disk full' }), /It failed: disk full/],
  [
    'done without a decision',
    job({ result: { ...result, decisions: 0, replayed: 0 } }),
    /No decision was recorded/,
  ],
])('one that is %s says so', async (_name, shown, text) => {
  shownJob(shown);
  await screen.findByText(text);
});

test('earlier ones are listed', async () => {
  show({
    'GET replay': {
      body: [job({}), job({ id: 'j2', request: { release: 3, since: '2026-03-01T00:00:00Z' } })],
    },
  });
  const table = within(await screen.findByRole('table', { name: 'Replays' }));
  expect(table.getByRole('row', { name: /release 3 done 1,000 ada@example.com/ })).toBeDefined();
});

test.each([
  ['a rise of what should rise', [1, 3], 'increase', 'better'],
  ['a fall of what should rise', [-3, -1], 'increase', 'worse'],
  ['a fall of what should fall', [-3, -1], 'decrease', 'better'],
  ['an interval around zero', [-1, 3], 'increase', 'unclear'],
  ['no change at all', [0, 0], 'increase', 'unclear'],
] as const)('%s', (_name, interval, direction, verdict) => {
  expect(verdictOn({ value: 0, interval: [...interval] }, direction)).toBe(verdict);
});
