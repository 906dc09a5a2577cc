import { cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { NamedCondition } from '#schemas/document.ts';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { AffectedAudience } from '../../admin/src/document/AffectedAudience.tsx';
import { ConditionsRail } from '../../admin/src/named-conditions/ConditionsRail.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const patience = { timeout: 10_000 };
const ordersAtLeast = (value: number) =>
  NamedCondition.parse({
    key: 'loyal',
    name: 'Loyal',
    conditions: {
      all: [{ fact: 'profile', path: '$.counters.orders', operator: 'greaterThanInclusive', value }],
    },
  });
const few = ordersAtLeast(1);
const many = ordersAtLeast(9);

/** 60 of 200 customers have ordered, and 10 of them nine times. */
const matching = (body: unknown): number => (JSON.stringify(body).includes('"value":9') ? 10 : 60);
const network = () =>
  answerWith({
    'POST rules/audience': ({ body }) => ({
      body: {
        ...{ sample: 200, population: 200, sampledBy: 'all', matching: matching(body), withheld: 0 },
        estimate: { customers: matching(body), low: matching(body), high: matching(body) },
        ...{ dropOff: [], unjudged: [], matches: [], nearMisses: [] },
      },
    }),
  });

const Rail = () => {
  const [body, setBody] = useState(few);
  return (
    <>
      <button type="button" onClick={() => setBody(many)}>
        Change
      </button>
      <ConditionsRail body={body} lead="Customers for whom" />
    </>
  );
};
const Affected = () => {
  const [after, setAfter] = useState(few);
  return (
    <>
      <button type="button" onClick={() => setAfter(many)}>
        Change
      </button>
      <AffectedAudience kind="segment" documentKey="loyal" before={undefined} after={after} />
    </>
  );
};

test.each([
  ['beside the editor', <Rail key="rail" />, () => screen.getByRole('status', { name: 'Loading' })],
  ['before publishing', <Affected key="affected" />, () => screen.getByText('Afterwards: counting …')],
])('%s, an estimate of other conditions is never shown', async (_name, element, waiting) => {
  vi.stubGlobal('fetch', network().fetch);
  renderScreen(element, { path: '/', at: '/' });
  expect(await screen.findByText(/30\.0%/, {}, patience)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Change' }));
  expect(screen.queryByText(/30\.0%/)).toBeNull();
  expect(waiting()).toBeDefined();
  expect(await screen.findByText(/5\.0%/, {}, patience)).toBeDefined();
});
