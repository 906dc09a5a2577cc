import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { ConditionBuilder } from '../../admin/src/conditions/builder/ConditionBuilder.tsx';
import { leafPhrase } from '../../admin/src/conditions/sentence.ts';
import type { Fault } from '../../admin/src/document/faults.ts';

// each drawing of a row says its sentence: counted, and said all the same
vi.mock('../../admin/src/conditions/sentence.ts', { spy: true });

const orders = { fact: 'profile', path: '$.counters.orders', operator: 'greaterThan', value: 5, priority: 3 };
const device = { fact: 'context', path: '$.device', operator: 'equal', value: 'mobile' };
const alien = { fact: 'profile' };

const records = (resource: string, ...body: { key: string; name: string }[]) => ({
  body: body.map((record) => ({ id: record.key, kind: resource, ...record })),
  headers: { 'Content-Range': `${resource} 0-${body.length}/${body.length}` },
});

beforeEach(() => {
  const { fetch } = answerWith({
    'GET segments': records('segments', { key: 'big_spenders', name: 'Big spenders' }),
    'GET conditions': records('conditions', { key: 'has-open-cart', name: 'Has an open cart' }),
    'GET experiments': records('experiments'),
    'GET journeys': records('journeys'),
  });
  vi.stubGlobal('fetch', fetch);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Latest = { current: unknown };

/** The builder around a condition, as the editor holds it. */
const Host = ({ latest, faults }: { latest: Latest; faults: readonly Fault[] }) => {
  const [condition, setCondition] = useState(latest.current);
  latest.current = condition;
  return <ConditionBuilder condition={condition} faults={faults} onChange={setCondition} />;
};

const build = (condition: unknown, faults: readonly Fault[] = []): Latest => {
  const latest: Latest = { current: condition };
  renderScreen(<Host latest={latest} faults={faults} />, { path: '/', at: '/' });
  return latest;
};

const row = (name: RegExp) => screen.getByRole('group', { name });
const press = async (name: string, where?: HTMLElement): Promise<void> =>
  userEvent.click((where ? within(where) : screen).getAllByRole('button', { name })[0]!);
const pick = async (label: string, option: string | RegExp, where: HTMLElement): Promise<void> => {
  await userEvent.click(within(where).getByRole('combobox', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

test('what nobody touches is never written', async () => {
  const changes = vi.fn();
  renderScreen(<ConditionBuilder condition={{ all: [orders, alien] }} faults={[]} onChange={changes} />, {
    path: '/',
    at: '/',
  });
  await screen.findByText('priority: 3');
  expect(changes).not.toHaveBeenCalled();
});

test('a new condition is written by the keyboard alone', async () => {
  const latest = build({ all: [orders] });
  const user = userEvent.setup();
  screen.getByRole('button', { name: 'Condition' }).focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Fact'));
  await user.keyboard('cart value{Enter}');
  await user.tab();
  await user.keyboard('{Enter}is less{Enter}');
  await user.tab();
  await user.keyboard('{Control>}a{/Control}9000');
  expect(latest.current).toEqual({
    all: [orders, { fact: 'cart', path: '$.value', operator: 'lessThan', value: 9000 }],
  });
});

test('another fact takes an operator and a value that fit, and keeps the rest', async () => {
  const latest = build({ all: [orders] });
  await pick('Fact', /^interaction depth|^session depth/, row(/^orders/));
  expect(latest.current).toEqual({
    all: [{ ...orders, fact: 'session', path: '$.depth', operator: 'equal', value: 'low' }],
  });
});

test('the name in an open fact is the author’s', async () => {
  const latest = build({ all: [orders] });
  await pick('Fact', /^trait/, row(/^orders/));
  await userEvent.type(await screen.findByRole('combobox', { name: 'Fact: which' }), 'shoe size');
  expect(latest.current).toMatchObject({ all: [{ fact: 'profile', path: "$.traits['shoe size']" }] });
});

const never = { event: 'order_completed', atMost: 0, within: '30d', where: [] };

test.each([
  ['viewed', 'has performed page viewed', orders, { event: 'page_viewed', atLeast: 1, within: '7d' }],
  ['page_viewed', 'has performed page viewed', orders, { event: 'page_viewed', atLeast: 1, within: '7d' }],
  ['quiz_done', 'has performed quiz done', orders, { event: 'quiz_done', atLeast: 1, within: '7d' }],
  [
    'search',
    'has performed searched',
    { fact: 'profile', path: '$.history', operator: 'performed', value: never },
    { event: 'searched', atMost: 0, within: '30d' },
  ],
])('writing “%s” for a fact offers “%s”', async (text, offered, leaf, value) => {
  const latest = build({ all: [leaf] });
  await userEvent.type(screen.getByRole('combobox', { name: 'Fact' }), `{Control>}a{/Control}${text}`);
  await userEvent.click(await screen.findByRole('option', { name: new RegExp(offered) }));
  expect(latest.current).toEqual({
    all: [{ ...leaf, fact: 'profile', path: '$.history', operator: 'performed', value }],
  });
});

test('an open fact is none before it has a name, and its field waits for it', async () => {
  const latest = build({ all: [orders] });
  await pick('Fact', /^trait/, row(/^orders/));
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Fact: which'));
  expect(latest.current).toEqual({ all: [orders] });
});

test.each([
  ['not …', { ...orders, operator: 'not:greaterThan' }],
  ['any of the values …', { ...orders, operator: 'someValue:greaterThan', value: [5] }],
  ['every one of the values …', { ...orders, operator: 'everyValue:greaterThan', value: [5] }],
  ['swapped …', { ...orders, operator: 'swap:greaterThan' }],
])('the operator can be modified by “%s”', async (choice, expected) => {
  const latest = build({ all: [orders] });
  await pick('Operator', choice, row(/^orders/));
  expect(latest.current).toEqual({ all: [expected] });
  await pick('Modifier 1', 'no modifier', screen.getAllByRole('group')[1]!);
  expect(latest.current).toEqual({ all: [orders] });
});

test.each([
  ['has one that …', 'someFact:equal'],
  ['has none that …', 'not:someFact:equal'],
  ['each one …', 'everyFact:equal'],
])('the members of a list are asked for by “%s”', async (choice, operator) => {
  const ids = { fact: 'cart', path: '$.product_ids', operator: 'contains', value: 'tea' };
  const latest = build({ all: [ids] });
  await pick('Operator', choice, row(/^cart product ids/));
  expect(latest.current).toEqual({ all: [{ ...ids, operator }] });
});

test('a list takes values one by one, as numbers where the fact is one', async () => {
  const latest = build({ all: [{ ...orders, operator: 'in', value: [5] }] });
  await userEvent.type(screen.getByRole('combobox', { name: 'Values' }), '7{Enter}9{Enter}');
  expect(latest.current).toEqual({ all: [{ ...orders, operator: 'in', value: [5, 7, 9] }] });
});

test('a value becomes another fact, and a value again', async () => {
  const latest = build({ all: [orders] });
  await press('Compare with another fact');
  await pick('Compared with', /^sessions/, row(/^orders/));
  expect(latest.current).toEqual({
    all: [{ ...orders, value: { fact: 'profile', path: '$.counters.sessions' } }],
  });
  await press('Compare with another fact');
  expect(latest.current).toEqual({ all: [{ ...orders, value: 0 }] });
});

test('segments are offered by name and written by key', async () => {
  const latest = build({
    all: [{ fact: 'profile', path: '$.segments', operator: 'contains', value: '' }],
  });
  await pick('Value', /^Big spenders/, row(/^the customer is in/));
  expect(latest.current).toMatchObject({ all: [{ value: 'big_spenders' }] });
});

describe('what customers did', () => {
  const performed = {
    fact: 'profile',
    path: '$.history',
    operator: 'performed',
    value: { event: 'product_viewed', atLeast: 1, within: '7d' },
  };
  const did = /^the customer has/;

  test('is picked like a fact, and begins with an event, a number and a time', async () => {
    const latest = build({ all: [orders] });
    await pick('Fact', /^what the customer did/, row(/^orders/));
    expect(latest.current).toEqual({ all: [{ ...performed, priority: 3 }] });
  });

  test('has an event, how often, and in which time', async () => {
    const latest = build({ all: [performed] });
    const event = screen.getByRole('combobox', { name: 'Event' });
    await userEvent.clear(event);
    await userEvent.type(event, 'searched');
    await pick('At least, at most or exactly', 'at most', row(did));
    const times = screen.getByRole('textbox', { name: 'Times' });
    await userEvent.clear(times);
    await userEvent.type(times, '0');
    await pick('Unit', 'hours', row(did));
    expect(latest.current).toEqual({
      all: [{ ...performed, value: { event: 'searched', within: '7h', atMost: 0 } }],
    });
    expect(row(did).getAttribute('aria-label')).toBe(
      'the customer has not performed searched in the last 7 hours',
    );
    await pick('Ever, or in the last', 'times, ever', row(did));
    expect(latest.current).toEqual({ all: [{ ...performed, value: { event: 'searched', atMost: 0 } }] });
  });

  test('may ask what the event was', async () => {
    const latest = build({ all: [performed] });
    await press('Where');
    await pick('Operator', 'is at least', screen.getByRole('group', { name: 'where $.category' }));
    const value = screen.getByRole('textbox', { name: 'Value' });
    await userEvent.clear(value);
    await userEvent.type(value, '2');
    expect(latest.current).toMatchObject({
      all: [{ value: { where: [{ path: '$.category', operator: 'greaterThanInclusive', value: 2 }] } }],
    });
    await press('Remove where $.category');
    expect(latest.current).toEqual({ all: [performed] });
  });

  test('becomes a sequence with the event as its first step', async () => {
    const latest = build({ all: [performed] });
    await userEvent.click(within(row(did)).getAllByRole('combobox', { name: 'Operator' })[0]!);
    await userEvent.click(await screen.findByRole('option', { name: 'has done in order' }));
    const value = { steps: [{ event: 'product_viewed' }, { event: 'order_completed' }], within: '1d' };
    expect(latest.current).toEqual({ all: [{ ...performed, operator: 'sequence', value }] });
    await press('Step');
    await press('Remove step 1');
    await pick('Unit', 'hours', screen.getByRole('group', { name: 'All of it within' }));
    await pick('Ever, or in the last', 'times in the last', row(did));
    expect(latest.current).toMatchObject({
      all: [
        {
          value: {
            steps: [{ event: 'order_completed' }, { event: 'order_completed' }],
            within: '1h',
            last: '7d',
          },
        },
      ],
    });
  });

  test('that the builder has no controls for is JSON', () => {
    build({ all: [{ ...performed, value: { event: 'searched', often: 3 } }] });
    expect(screen.getByRole('textbox', { name: 'Value as JSON' })).toBeDefined();
  });
});

const many = { any: Array.from({ length: 200 }, (_, value) => ({ ...orders, value })) };

/** Beside the builder stands another field, and each letter in it is read as a whole new document. */
const Document = () => {
  const [name, setName] = useState('');
  return (
    <>
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <ConditionBuilder condition={structuredClone(many)} faults={[]} onChange={() => undefined} />
    </>
  );
};

describe('of many rows', () => {
  test('none is drawn anew by what is written elsewhere', async () => {
    renderScreen(<Document />, { path: '/', at: '/' });
    await screen.findByRole('button', { name: 'Edit: orders is more than 0' });
    const name = screen.getByRole('textbox', { name: 'Name' });
    await userEvent.type(name, 'a');
    const drawn = vi.mocked(leafPhrase).mock.calls.length;
    expect(drawn).toBeGreaterThanOrEqual(100);
    await userEvent.type(name, 'bcd');
    expect(vi.mocked(leafPhrase).mock.calls.length).toBe(drawn);
  });

  test('an edit draws each row that is shown once at most', async () => {
    build(many);
    await press('Edit: orders is more than 3');
    const value = await screen.findByRole('textbox', { name: 'Value' });
    const drawn = vi.mocked(leafPhrase).mock.calls.length;
    await userEvent.type(value, '7');
    expect(vi.mocked(leafPhrase).mock.calls.length - drawn).toBeLessThanOrEqual(100);
  });

  test('only the one that is pressed has controls', async () => {
    build(many);
    expect(screen.queryByRole('combobox', { name: 'Fact' })).toBeNull();
    await press('Edit: orders is more than 3');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Fact'));
    await press('Edit: orders is more than 5');
    expect(screen.getAllByRole('combobox', { name: 'Fact' })).toHaveLength(1);
  });

  test('the first hundred are shown, and a new one wherever it is', async () => {
    const latest = build(many);
    expect(screen.getAllByRole('button', { name: /^Edit:/ })).toHaveLength(100);
    await press('Condition');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Fact'));
    expect((latest.current as typeof many).any).toHaveLength(201);
    await press('Show 100 more of 201');
    expect(screen.getAllByRole('button', { name: /^Edit:/ })).toHaveLength(200);
  });
});

test('a named condition is referred to by key', async () => {
  const latest = build({ all: [orders] });
  await press('Named condition');
  await pick('Named condition', /^Has an open cart/, row(/^the condition/));
  expect(latest.current).toEqual({ all: [orders, { condition: 'has-open-cart' }] });
});

test('a group says how many of its conditions must hold', async () => {
  const latest = build({ all: [{ any: [orders, device], name: 'kept' }] });
  await pick('How many must hold', 'None of', row(/^Any of/));
  expect(latest.current).toEqual({ all: [{ not: { any: [orders, device] }, name: 'kept' }] });
});

test('rows move by button, out of a group too, and the focus goes along', async () => {
  const latest = build({ all: [{ any: [orders, device] }] });
  await press('Move up', row(/^orders/));
  expect(latest.current).toEqual({ all: [orders, { any: [device] }] });
  await waitFor(() => expect(row(/^orders/).contains(document.activeElement)).toBe(true));
  await press('Move down', row(/^orders/));
  expect(latest.current).toEqual({ all: [{ any: [orders, device] }] });
});

test('a duplicate stands below, with everything the original has', async () => {
  const latest = build({ any: [orders, device] });
  await press('Duplicate', row(/^orders/));
  expect(latest.current).toEqual({ any: [orders, orders, device] });
});

test('a removal is told, and taken back', async () => {
  const latest = build({ all: [orders, device] });
  await press('Remove', row(/^orders/));
  expect(latest.current).toEqual({ all: [device] });
  expect(screen.getByText('Removed: orders is more than 5.')).toBeDefined();
  await press('Undo');
  expect(latest.current).toEqual({ all: [orders, device] });
});

test('what the builder has no controls for is shown and kept', async () => {
  const latest = build({ all: [alien, orders] });
  expect(screen.getByText(JSON.stringify(alien))).toBeDefined();
  await press('Move up', row(/^orders/));
  expect(latest.current).toEqual({ all: [orders, alien] });
});

test('a fault stands at its row', () => {
  build({ all: [orders, { not: device }] }, [
    { path: ['all', '1', 'not', 'value'], message: 'a device is never that' },
  ]);
  const wrong = screen.getByRole('group', { name: /^device/ });
  const described = document.getElementById(wrong.getAttribute('aria-describedby') ?? '');
  expect(described?.textContent).toBe('a device is never that');
  expect(row(/^orders/).getAttribute('aria-describedby')).toBeNull();
});
