import type { Because, Origin, Source } from '#schemas/decision-record.ts';
import type { Wishes } from './influence.ts';
import { draw, isExploration, policyProbabilities, preferredIndex } from './policy.ts';
import type { Weighed } from './weigh.ts';

/** A choice among candidates, with the probabilities it was drawn from. */
export type Choice = { index: number; probabilities: number[]; source: Source; because: Because };

type ChooseInput = {
  weighed: Weighed;
  wishes: Pick<Wishes, 'opinions' | 'pins'>;
  threshold: number;
  seed: number;
  /** The placement: each has its own stream of chance. */
  stream: string;
};

const sourceOf = (origin: Origin): Source => ('rule' in origin ? 'rule' : 'journey');

/** The strongest pin whose variant can be shown. */
const findPin = ({ weighed, wishes }: ChooseInput): { index: number; by: Origin } | null => {
  for (const { variant: pinned, origin } of wishes.pins) {
    const index = weighed.candidates.findIndex(({ variant }) => variant === pinned);
    if (index !== -1) return { index, by: origin };
  }
  return null;
};

const explainDraw = (index: number, input: ChooseInput): { source: Source; because: Because } => {
  const { weighed, wishes, threshold } = input;
  const { candidates, policy } = weighed;
  const { variant } = candidates[index]!;
  const isDefault = index === policy.defaultIndex;
  const by = [...(wishes.opinions.get(variant)?.supporters ?? [])];
  if (by.length > 0) {
    const source = by.some((origin) => sourceOf(origin) === 'rule') ? 'rule' : 'journey';
    return { source, because: { kind: 'blend', by } };
  }
  if (candidates.length === 1)
    return { source: isDefault ? 'default' : 'model', because: { kind: 'no_other' } };
  const preferred = preferredIndex(policy);
  if (isDefault && policy.heldBack[preferred])
    return {
      source: 'default',
      because: { kind: 'below_threshold', variant: candidates[preferred]!.variant, threshold },
    };
  if (!policy.measured || isExploration(policy, index))
    return { source: isDefault ? 'default' : 'model', because: { kind: 'exploration' } };
  return { source: 'model', because: { kind: 'blend', by } };
};

/**
 * Chooses as usual, that is without an experiment: the strongest pin, else one draw by the placement's policy.
 * @example choose(input).probabilities // [0.95, 0.05]
 */
export const choose = (input: ChooseInput): Choice => {
  const pin = findPin(input);
  if (pin !== null) {
    const probabilities = input.weighed.candidates.map((_, i) => (i === pin.index ? 1 : 0));
    const because: Because = { kind: 'pin', by: pin.by };
    return { index: pin.index, probabilities, source: sourceOf(pin.by), because };
  }
  const probabilities = policyProbabilities(input.weighed.policy);
  const index = draw({ probabilities, seed: input.seed, stream: input.stream });
  return { index, probabilities, ...explainDraw(index, input) };
};
