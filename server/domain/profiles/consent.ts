import {
  ConsentChoices,
  type ConsentDetail,
  type ConsentDetails,
  deniedByPrivacyControl,
  type Purpose,
} from '#schemas/consent.ts';
import type { Profile } from '#schemas/profile.ts';
import type { FoldEvent } from './types.ts';

type Consented = Pick<Profile, 'consent' | 'consentDetails' | 'restrictedAt'>;

/** `explicit`: the customer was asked now; else it is only told again what was said before. */
type Choice = { choices: ConsentChoices; detail: ConsentDetail; explicit: boolean };

const refusedBySignal: ConsentChoices = Object.fromEntries(
  deniedByPrivacyControl.map((purpose) => [purpose, false]),
);

/** The choices that an event of any kind carries in its context, as the Segment protocol does. */
const carriedConsent = ({ context }: FoldEvent): ConsentChoices | null => {
  const carried = context['consent'];
  if (typeof carried !== 'object' || carried === null || !Object.hasOwn(carried, 'purposes')) return null;
  const { success, data } = ConsentChoices.safeParse((carried as { purposes: unknown }).purposes);
  return success ? data : null;
};

const askedConsent = (event: FoldEvent): Choice[] => {
  const { at } = event;
  if (event.kind === 'email_unsubscribed')
    return [{ choices: { marketing_email: false }, detail: { at }, explicit: true }];
  if (event.kind !== 'consent_updated') return [];
  const { purposes, expires_at: until } = event.data;
  return [
    {
      choices: purposes,
      detail: { at, ...(until !== undefined && { until: new Date(until) }) },
      explicit: true,
    },
  ];
};

/** Nearly all events say nothing of consent. */
const saysNothing = ({ kind, context }: FoldEvent): boolean =>
  kind !== 'consent_updated' &&
  kind !== 'email_unsubscribed' &&
  context['gpc'] !== true &&
  context['consent'] === undefined;

/** In the order in which they count: what is carried along, what the customer was asked, what the browser signals. */
const choicesIn = (event: FoldEvent): Choice[] => {
  const { at } = event;
  const carried = carriedConsent(event);
  return [
    ...(carried === null ? [] : [{ choices: carried, detail: { at }, explicit: false }]),
    ...askedConsent(event),
    ...(event.context['gpc'] === true
      ? [{ choices: refusedBySignal, detail: { at, signal: 'gpc' as const }, explicit: false }]
      : []),
  ];
};

/** Whether a choice still holds at a time: it was made, and has not expired. */
export const choiceHolds = (
  { consent, consentDetails }: Pick<Profile, 'consent' | 'consentDetails'>,
  purpose: Purpose,
  at: Date,
): boolean => {
  if (consent[purpose] === undefined) return false;
  const until = consentDetails?.[purpose]?.until;
  return until === undefined || at < until;
};

const withChoice = (before: Consented, { choices, detail, explicit }: Choice): Consented => {
  const changed = (Object.entries(choices) as [Purpose, boolean][]).filter(
    ([purpose, given]) =>
      explicit || before.consent[purpose] !== given || !choiceHolds(before, purpose, detail.at),
  );
  if (changed.length === 0) return before;
  const details: ConsentDetails = { ...before.consentDetails };
  for (const [purpose] of changed) details[purpose] = detail;
  return {
    ...before,
    consent: { ...before.consent, ...Object.fromEntries(changed) },
    consentDetails: details,
  };
};

/** Only the shop itself restricts what is done with a customer's data, or ends that: no browser may. */
const foldRestriction = (
  { restrictedAt: before }: Consented,
  event: FoldEvent,
): Consented['restrictedAt'] => {
  if (event.kind !== 'consent_updated' || event.source !== 'system') return before;
  const { restricted } = event.data;
  if (restricted === undefined) return before;
  return restricted ? (before ?? event.at) : null;
};

/**
 * What the customer decided, per purpose, with when and until when: the newest choice holds. An unsubscription ends
 * the consent to e-mail. Global Privacy Control is a refusal of the purposes that it speaks of. What was given, when the
 * event says nothing of it.
 * @example foldConsent(profile, consentUpdated).consent // { analytics: true }
 */
export const foldConsent = (profile: Profile, event: FoldEvent): Consented => {
  if (saysNothing(event)) return profile;
  const before: Consented = {
    consent: profile.consent,
    ...(profile.consentDetails && { consentDetails: profile.consentDetails }),
  };
  const restrictedAt = foldRestriction(profile, event);
  const after = choicesIn(event).reduce(withChoice, before);
  return { ...after, ...(restrictedAt !== undefined && { restrictedAt }) };
};

/**
 * The choices of an event that count for the profile it was folded into: what the history of consent keeps.
 * @example consentMade(consentUpdated, profile) // { analytics: true }
 */
export const consentMade = (event: FoldEvent, profile: Profile): ConsentChoices => {
  const made: ConsentChoices = {};
  for (const { choices, explicit } of choicesIn(event))
    for (const [purpose, given] of Object.entries(choices) as [Purpose, boolean][]) {
      const isNew = profile.consentDetails?.[purpose]?.at.getTime() === event.at.getTime();
      if (explicit || isNew) made[purpose] = given;
    }
  return made;
};
