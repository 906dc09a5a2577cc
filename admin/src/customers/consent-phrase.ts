import { z } from 'zod';
import { ConsentUpdate, purposes, ToldEvidence } from '#schemas/consent.ts';
import type { Consent } from '#server/domain/decisions/consent.ts';
import { formatTime, humanize } from '../ui/format.ts';
import type { WireConsent } from './types.ts';

type Evidence = NonNullable<ConsentUpdate['evidence']>;
type Doors = Readonly<Record<string, string>>;

const listOf = (update: ConsentUpdate, wanted: boolean): string =>
  purposes
    .filter((purpose) => update.purposes[purpose] === wanted)
    .map(humanize)
    .join(', ');

/** Evidence may be told in a few words alone. */
const Told = z.strictObject({ ...ConsentUpdate.shape, evidence: ToldEvidence.optional() });

/** What a `consent_updated` carries; undefined for anything else. */
export const consentIn = (data: unknown): ConsentUpdate | undefined => Told.safeParse(data).data;

/**
 * What was chosen, in words.
 * @example choicePhrase({ purposes: { analytics: true, profiling: false } }) // 'gave analytics; refused profiling'
 */
const choicePhrase = (update: ConsentUpdate): string =>
  [
    ['gave', listOf(update, true)],
    ['refused', listOf(update, false)],
  ]
    .filter(([, list]) => list !== '')
    .map((words) => words.join(' '))
    .join('; ');

/**
 * What proves a choice, in words; empty where nothing does.
 * @example evidencePhrase({ method: 'in_person', by: 'the till' }) // 'in person, taken down by the till'
 */
export const evidencePhrase = ({ method, version, by, text }: Evidence = {}): string =>
  [
    method && humanize(method),
    version && `version ${version}`,
    by && `taken down by ${by}`,
    text && `“${text}”`,
  ]
    .filter(Boolean)
    .join(', ');

/**
 * A choice with its proof and its end, in one line.
 * @example consentPhrase({ purposes: { analytics: true }, evidence: { method: 'banner' } }) // 'gave analytics · banner'
 */
export const consentPhrase = (update: ConsentUpdate): string =>
  [
    choicePhrase(update),
    evidencePhrase(update.evidence),
    update.expires_at && `until ${formatTime(update.expires_at)}`,
  ]
    .filter(Boolean)
    .join(' · ');

const doors: Doors = {
  api: 'the API',
  import: 'an import',
  seed: 'the demo shop',
  segment: 'the Segment protocol',
  system: 'the admin',
  webhook: 'Shopify',
};

/**
 * How a choice came in, in words.
 * @example doorPhrase({ source: 'api', event: 'email_unsubscribed' }) // 'the API, email unsubscribed'
 */
export const doorPhrase = ({
  source,
  event,
  signal,
}: Pick<WireConsent, 'source' | 'event' | 'signal'>): string =>
  [
    signal && 'Global Privacy Control',
    doors[source] ?? source,
    event !== null && event !== 'consent_updated' && humanize(event),
  ]
    .filter(Boolean)
    .join(', ');

const basisWords = {
  customer: '',
  global_privacy_control: ' by Global Privacy Control',
} as const;

/**
 * Whether data may be used, and what says so, in words.
 * @example consentNowPhrase({ allowed: false, basis: 'default_consent' }) // 'unknown, so not used'
 */
export const consentNowPhrase = ({ allowed, basis }: Consent): string => {
  if (basis === 'restriction') return 'restricted';
  if (basis === 'default_consent' || basis === 'privacy_compliance')
    return allowed ? 'unknown, so used' : 'unknown, so not used';
  return (allowed ? 'given' : 'refused') + basisWords[basis];
};
