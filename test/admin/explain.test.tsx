import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import { TraceTree } from '../../admin/src/conditions/TraceTree.tsx';

afterEach(cleanup);

const facts = { profile: { counters: { orders: 6 } }, context: { device: 'mobile' } };

test('every condition says whether it held, what was expected and what was found', () => {
  const trace = explainConditions(
    {
      any: [
        { fact: 'profile', path: '$.counters.orders', operator: 'greaterThan', value: 5, priority: 2 },
        { fact: 'context', path: '$.device', operator: 'equal', value: 'tablet', priority: 1 },
      ],
    },
    facts,
  );
  render(<TraceTree trace={trace} />);
  expect(screen.getAllByRole('img', { name: 'true' })).toHaveLength(2);
  expect(screen.getAllByRole('img', { name: 'not evaluated' })).toHaveLength(1);
  expect(screen.getByText(/orders is more than 5/).textContent).toContain('was 6');
});

test('a fact that is absent was nothing', () => {
  const trace = explainConditions(
    { all: [{ fact: 'profile', path: '$.traits.plan', operator: 'equal', value: 'gold' }] },
    facts,
  );
  render(<TraceTree trace={trace} />);
  expect(screen.getByText(/trait plan is “gold”/).textContent).toContain('was nothing');
  expect(screen.getAllByRole('img', { name: 'false' })).toHaveLength(2);
});

test('a value that was read from another fact is told with that fact', () => {
  const trace = explainConditions(
    {
      all: [
        {
          fact: 'profile',
          path: '$.counters.orders',
          operator: 'greaterThan',
          value: { fact: 'profile', path: '$.traits.usual_orders' },
        },
      ],
    },
    { profile: { counters: { orders: 6 }, traits: { usual_orders: 4 } } },
  );
  render(<TraceTree trace={trace} />);
  expect(screen.getByText(/orders is more than trait usual orders \(4\)/).textContent).toContain('was 6');
});
