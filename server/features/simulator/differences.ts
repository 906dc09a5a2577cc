import { isDeepStrictEqual } from 'node:util';
import type { ElementDifference, RuleDifference } from '#schemas/simulation.ts';
import type { Trace } from '#server/domain/decisions/explain.ts';
import type { DecidedElement, Decision } from '#server/domain/decisions/types.ts';
import type { Explained } from '#server/domain/simulation/simulate.ts';

export type Differences = { elements: ElementDifference[]; rules: RuleDifference[] };

const aspects = [
  ['variant', ({ variant }) => variant],
  ['source', ({ source }) => source],
  ['probability', ({ propensity }) => propensity],
  ['content', ({ content }) => content],
  ['products', ({ products }) => products?.map(({ id }) => id)],
] as const satisfies readonly (readonly [
  ElementDifference['what'][number],
  (of: DecidedElement) => unknown,
])[];

const keysOf = <T>(live: ReadonlyMap<string, T>, draft: ReadonlyMap<string, T>): string[] => [
  ...new Set([...live.keys(), ...draft.keys()]),
];

const elementDifferences = (live: Decision, draft: Decision): ElementDifference[] => {
  const [before, after] = [live, draft].map(
    ({ elements }) => new Map(elements.map((element) => [element.placement, element])),
  ) as [Map<string, DecidedElement>, Map<string, DecidedElement>];
  return keysOf(before, after).flatMap((placement) => {
    const [one, other] = [before.get(placement), after.get(placement)];
    const what = aspects
      .filter(([, read]) => !isDeepStrictEqual(one && read(one), other && read(other)))
      .map(([name]) => name);
    const variants = { live: one?.variant ?? null, draft: other?.variant ?? null };
    return what.length === 0 ? [] : [{ placement, ...variants, what }];
  });
};

const verdictsOf = ({ rules }: Trace): Map<string, string> =>
  new Map(rules.map(({ key, verdict }) => [key, verdict]));

const ruleDifferences = (live: Trace, draft: Trace): RuleDifference[] => {
  const [before, after] = [verdictsOf(live), verdictsOf(draft)];
  return keysOf(before, after)
    .map((rule) => ({ rule, live: before.get(rule) ?? null, draft: after.get(rule) ?? null }))
    .filter((found) => found.live !== found.draft);
};

/** What another decision for the same customer, time and chance makes different. */
export const differencesOf = (live: Explained, draft: Explained): Differences => ({
  elements: elementDifferences(live.decision, draft.decision),
  rules: ruleDifferences(live.trace, draft.trace),
});
