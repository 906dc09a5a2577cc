import type { ElementChoice, Ineligibility } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Variant } from '#schemas/variant.ts';
import { isScheduled } from '#server/domain/releases/schedule.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { consentFor } from './consent.ts';
import { candidateKey, type Evidence } from './evidence.ts';
import { countedTimes } from './frequency-cap.ts';
import type { Wishes } from './influence.ts';

type CandidateInput = {
  release: Pick<CompiledRelease, 'settings'>;
  evidence: Pick<Evidence, 'catalogue'>;
  profile: Profile | null;
  context: Record<string, unknown>;
  /** What rules and journeys ask of the placement. */
  wishes: Pick<Wishes, 'opinions'>;
  /** A variant that an experiment's variation names. */
  assigned: string | undefined;
  /** Messages that the page says already. */
  said: ReadonlySet<string>;
  at: Date;
};

const DEFAULT_CHANNEL = 'web';

/**
 * The channel a request comes from: the web unless it says otherwise.
 * @example channelOf({ channel: 'email' }) // 'email'
 */
export const channelOf = (context: Record<string, unknown>): string =>
  typeof context['channel'] === 'string' ? context['channel'] : DEFAULT_CHANNEL;

const isCapped = ({ placement, key, frequencyCap }: Variant, profile: Profile | null, at: Date): boolean => {
  const id = candidateKey(placement, key);
  if (frequencyCap === undefined || profile === null || !Object.hasOwn(profile.exposures, id)) return false;
  return countedTimes(frequencyCap, profile.exposures[id]!.recent, at).length >= frequencyCap.max;
};

/**
 * Whether there is any of a product; of one that the catalogue does not hold there is none.
 * @example isInStock('mug', evidence) // true
 */
export const isInStock = (id: string, { catalogue }: CandidateInput['evidence']): boolean => {
  const product = catalogue.products.get(id);
  return product !== undefined && (product.stock === undefined || product.stock > 0);
};

const isWanted = ({ key }: Variant, { wishes, assigned }: CandidateInput): boolean =>
  assigned === key || wishes.opinions.get(key)?.wanted === true;

/**
 * The first reason why a variant cannot be shown now, or null when it can. It holds on every path: for a pinned
 * and an experiment's variant too.
 * @example ineligibility(variant, input) // 'out_of_stock'
 */
export const ineligibility = (variant: Variant, input: CandidateInput): Ineligibility | null => {
  const { release, evidence, profile, context, wishes, said, at } = input;
  const { settings } = release;
  if (wishes.opinions.get(variant.key)?.excluded) return 'excluded';
  if (!isScheduled(variant.schedule, at)) return 'not_scheduled';
  if (variant.channels !== undefined && !variant.channels.includes(channelOf(context))) return 'channel';
  if (!consentFor(variant.purpose, { profile, context, settings, at }).allowed) return 'no_consent';
  if (variant.requiresStock !== undefined && !isInStock(variant.requiresStock, evidence))
    return 'out_of_stock';
  if (isCapped(variant, profile, at)) return 'frequency_cap';
  if (variant.message !== undefined && said.has(variant.message)) return 'shown_elsewhere';
  return variant.requiresRule && !isWanted(variant, input) ? 'needs_rule' : null;
};

export type Eligible = { variants: Variant[]; rejected: ElementChoice['rejected'] };

/**
 * The variants that can be shown now, and for the others why not.
 * @example sift(variants, input).rejected // [{ variant: 'hero-tea', because: 'needs_rule' }]
 */
export const sift = (variants: readonly Variant[], input: CandidateInput): Eligible => {
  const eligible: Eligible = { variants: [], rejected: [] };
  for (const variant of variants) {
    const because = ineligibility(variant, input);
    if (because === null) eligible.variants.push(variant);
    else eligible.rejected.push({ variant: variant.key, because });
  }
  return eligible;
};
