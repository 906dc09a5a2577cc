import type { Supposition } from '#schemas/simulation.ts';
import type { ConditionTrace } from '#server/domain/conditions/explain.ts';
import { parsePath, valueAt } from '#server/domain/conditions/path.ts';
import type { Trace } from '#server/domain/decisions/explain.ts';

type Values = Record<string, unknown>;
type Read = { fact: string; steps: string[] };

const supposable = ['profile', 'session', 'cart', 'time'] as const;

/** Facts of the profile that follow from others, and are computed again. */
const derived = new Set(['segments', 'journeys']);

const namesIn = (path: string | undefined): string[] => {
  const steps = parsePath(path ?? '$') ?? [];
  const index = steps.findIndex((step) => typeof step === 'number');
  return (index === -1 ? steps : steps.slice(0, index)).map(String);
};

const readsOf = (trace: ConditionTrace | null): Read[] => {
  if (trace === null) return [];
  if (trace.kind === 'comparison') return [{ fact: trace.fact, steps: namesIn(trace.path) }];
  return trace.children.flatMap(readsOf);
};

const put = (target: Values, [step, ...rest]: readonly string[], value: unknown): void => {
  if (step === undefined) return;
  if (rest.length === 0) target[step] = value;
  else {
    const inner = (target[step] ?? {}) as Values;
    target[step] = inner;
    put(inner, rest, value);
  }
};

const consentOf = ({ gate }: Trace): Supposition['consent'] =>
  gate.state === 'open' ? { personalization: true } : undefined;

/**
 * What conditions read of a customer, as something to suppose: so a test case stays as it is when the customer moves on.
 * What no condition read is left out.
 * @example freeze(trace).profile // { counters: { orders: 7 } }
 */
export const freeze = (trace: Trace): Supposition => {
  const reads = [
    ...trace.segments.flatMap(({ conditions }) => readsOf(conditions)),
    ...trace.experiments.flatMap(({ audience }) => readsOf(audience)),
    ...trace.rules.flatMap(({ conditions }) => readsOf(conditions)),
  ];
  const frozen: Values = {};
  for (const { fact, steps } of reads) {
    if (!supposable.some((name) => name === fact) || steps.length === 0) continue;
    if (fact === 'profile' && derived.has(steps[0]!)) continue;
    const value = valueAt(trace.facts[fact as keyof Trace['facts']], steps);
    if (value !== undefined) put(frozen, [fact, ...steps], value);
  }
  const journeys = Object.fromEntries(trace.journeys.map(({ key, state }) => [key, state]));
  if (Object.keys(journeys).length > 0) put(frozen, ['profile', 'journeys'], journeys);
  const assignments = Object.fromEntries(
    trace.experiments.flatMap(({ key, variation }) => (variation === null ? [] : [[key, variation]])),
  );
  const consent = consentOf(trace);
  return {
    ...(frozen as Supposition),
    ...(consent && { consent }),
    ...(Object.keys(assignments).length > 0 && { assignments }),
  };
};
