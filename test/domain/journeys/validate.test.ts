import { expect, test } from 'vitest';
import { Journey } from '#schemas/journey.ts';
import { makeMachine } from '#server/domain/journeys/compile.ts';
import { machineGraph } from '#server/domain/journeys/graph.ts';
import { validateMachine } from '#server/domain/journeys/validate.ts';
import { welcome } from './welcome.ts';

const faultsOf = (machine: unknown) => validateMachine(Journey.parse({ ...welcome, machine }));
const end = { type: 'final' };

test('a sound machine has no faults', () => {
  expect(validateMachine(welcome)).toEqual([]);
});

test.each([
  ['no states', { initial: 'a' }, /at least one state/],
  ['a target that does not exist', { initial: 'a', states: { a: { on: { x: 'b' } } } }, /'b' does not exist/],
  ['no initial state', { states: { a: { on: { x: 'b' } }, b: end } }, /name the state to begin in/],
  [
    'an unreachable state',
    { initial: 'a', states: { a: { on: { x: 'c' } }, b: { on: { x: 'c' } }, c: end } },
    /no event leads to/,
  ],
  ['a dead end', { initial: 'a', states: { a: { on: { x: 'b' } }, b: {} } }, /nothing leads out of/],
  [
    'a circle of always',
    { initial: 'a', states: { a: { always: 'b', on: { x: 'c' } }, b: { always: 'a' }, c: end } },
    /"always" leads/,
  ],
  [
    'an unknown key',
    { initial: 'a', states: { a: { onn: {}, on: { x: 'b' } }, b: end } },
    /"onn" is not supported/,
  ],
  [
    'an action',
    { initial: 'a', states: { a: { entry: 'mail', on: { x: 'b' } }, b: end } },
    /"entry" is not supported/,
  ],
  [
    'a parallel state',
    { initial: 'a', states: { a: { type: 'parallel', on: { x: 'b' } }, b: end } },
    /not supported/,
  ],
  [
    'a delay of a tick',
    { initial: 'a', states: { a: { after: { 1: 'b' } }, b: end } },
    /from 1000 to 400 days/,
  ],
  [
    'a guard of code',
    { initial: 'a', states: { a: { on: { x: { target: 'b', guard: 'isVip' } } }, b: end } },
    /a guard is/,
  ],
  [
    'an effect that is none',
    { initial: 'a', states: { a: { meta: { decide: { pinn: 1 } }, on: { x: 'b' } }, b: end } },
    /pinn/,
  ],
])('%s is refused', (_name, machine, message) => {
  const faults = faultsOf(machine);
  expect(faults.map((fault) => fault.message).join('\n')).toMatch(message);
});

test('a fault names where it is', () => {
  expect(faultsOf({ initial: 'a', states: { a: { on: { x: 'b' } }, b: {} } })[0]?.path).toEqual([
    'states',
    'b',
  ]);
});

test('an arrow says what must hold for it to be taken', () => {
  const conditions = { all: [{ fact: 'profile', path: '$.counters.orders', operator: 'equal', value: 0 }] };
  const guard = { type: 'conditions', params: { conditions } };
  const machine = {
    initial: 'new',
    states: { new: { on: { identified: { target: 'known', guard } } }, known: { type: 'final' } },
  };
  const { transitions } = machineGraph(makeMachine({ ...welcome, machine }));
  expect(transitions).toMatchObject([{ from: 'new', to: 'known', guard: conditions }]);
});

test('the graph has every state and arrow', () => {
  const { states, transitions } = machineGraph(makeMachine(welcome));
  expect(states.map(({ path, type, initial }) => [path, type, initial])).toEqual([
    ['welcome', 'atomic', true],
    ['browsing', 'atomic', false],
    ['cart', 'compound', false],
    ['cart.waiting', 'atomic', true],
    ['cart.abandoned', 'atomic', false],
    ['converted', 'final', false],
  ]);
  expect(transitions).toContainEqual({
    from: 'cart.waiting',
    to: 'cart.abandoned',
    trigger: { type: 'delay', ms: 3_600_000 },
    guard: null,
  });
  expect(transitions).toHaveLength(7);
});
