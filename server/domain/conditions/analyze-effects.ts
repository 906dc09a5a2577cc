import type { Action } from '#schemas/action.ts';

type Typed<T extends Action['type']> = Extract<Action, { type: T }>;
type OfVariant = Typed<'include' | 'exclude' | 'pin' | 'boost'>;
/** An action with what is said of it beside another's. */
export type Effect = { message: string; severity: 'warning' | 'info' };

/** An action and whose it is. */
export type Deed = { rule: string; priority: number; action: Action };

const isOfVariant = (action: Action): action is OfVariant => 'variant' in action;

const sameVariant = (a: Action, b: Action): boolean =>
  isOfVariant(a) && isOfVariant(b) && a.placement === b.placement && a.variant === b.variant;

const samePlacement = (a: Action, b: Action): boolean =>
  'placement' in a && 'placement' in b && a.placement === b.placement;

const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Of both, the first in order wins or has done it already. */
const yieldsTo = (later: Action, first: Action): boolean => {
  if (!samePlacement(later, first)) return later.type === 'exclude_products' && isAlike(later, first);
  if (later.type === 'set' && first.type === 'set')
    return Object.keys(later.parameters).every((name) => Object.hasOwn(first.parameters, name));
  if (later.type !== first.type) return false;
  return (
    later.type === 'pin' ||
    later.type === 'recommend' ||
    (later.type !== 'boost' && sameVariant(later, first))
  );
};

/** Whatever the order: an exclusion holds against everything, and a pin leaves nothing to be weighed. */
const yieldsAnyway = (action: Action, to: Action): boolean => {
  if (to.type === 'exclude') return action.type !== 'exclude' && sameVariant(action, to);
  const isWeighed = action.type === 'include' || action.type === 'boost';
  return to.type === 'pin' && isWeighed && samePlacement(action, to);
};

/**
 * Whether an action has no effect where another rule's applies too; of pins, as long as the pinned variant can be shown.
 * @example isWithout(boostOfHero, pinOfHero, { isFirst: false }) // true
 */
export const isWithoutEffect = (action: Action, beside: Action, { isFirst }: { isFirst: boolean }): boolean =>
  yieldsAnyway(action, beside) || (!isFirst && yieldsTo(action, beside));

const quoted = (name: string): string => `"${name}"`;

/** Who wins, and whether its author said so. */
const decidedBy = (first: Deed, later: Deed): string =>
  first.priority > later.priority
    ? `${quoted(first.rule)} wins by its priority`
    : `both have the priority ${first.priority}, so ${quoted(first.rule)} wins because it was published first`;

const contested = (first: Deed, later: Deed, what: string): Effect => ({
  severity: first.priority > later.priority ? 'info' : 'warning',
  message: `${what}: for who matches both, ${decidedBy(first, later)}`,
});

const pins = (first: Deed, later: Deed): Effect | null => {
  const [one, other] = [first.action, later.action];
  if (one.type !== 'pin' || other.type !== 'pin' || !samePlacement(one, other)) return null;
  if (one.variant === other.variant) return null;
  const what = `${quoted(later.rule)} pins ${other.variant} at ${other.placement}, and ${quoted(first.rule)} pins ${one.variant} there`;
  return contested(first, later, what);
};

const exclusion = (first: Deed, later: Deed): Effect | null => {
  if (!sameVariant(first.action, later.action)) return null;
  const deeds = [first, later];
  const wish = deeds.find(({ action }) => action.type === 'pin' || action.type === 'include');
  const refusal = deeds.find(({ action }) => action.type === 'exclude');
  if (wish === undefined || refusal === undefined) return null;
  const { type, variant, placement } = wish.action as Typed<'pin' | 'include'>;
  return {
    severity: 'warning',
    message: `${quoted(wish.rule)} ${type}s ${variant} at ${placement}, and ${quoted(refusal.rule)} excludes it: for who matches both it is never shown`,
  };
};

const parameters = (first: Deed, later: Deed): Effect | null => {
  const [one, other] = [first.action, later.action];
  if (one.type !== 'set' || other.type !== 'set' || !samePlacement(one, other)) return null;
  const differing = Object.keys(one.parameters).filter(
    (name) => Object.hasOwn(other.parameters, name) && !isAlike(one.parameters[name], other.parameters[name]),
  );
  if (differing.length === 0) return null;
  const what = `${quoted(later.rule)} and ${quoted(first.rule)} set ${differing.join(', ')} at ${one.placement} to different values`;
  return contested(first, later, what);
};

const recommendations = (first: Deed, later: Deed): Effect | null => {
  const [one, other] = [first.action, later.action];
  if (one.type !== 'recommend' || other.type !== 'recommend' || !samePlacement(one, other)) return null;
  if (isAlike(one.recommend, other.recommend)) return null;
  const what = `${quoted(later.rule)} and ${quoted(first.rule)} fill ${one.placement} with different recommendations`;
  return contested(first, later, what);
};

/**
 * What is contradictory about two actions where both rules apply, or null. Boosts add up, so they never are.
 * @example clashOf(pinOfA, pinOfB)?.severity // 'warning', when both rules have one priority
 */
export const clashOf = (first: Deed, later: Deed): Effect | null =>
  pins(first, later) ?? exclusion(first, later) ?? parameters(first, later) ?? recommendations(first, later);
