import { z } from 'zod';
import { ConsentUpdate, purposes, ToldEvidence } from '#schemas/consent.ts';
import { formatTime, humanize } from '../ui/format.ts';

type Evidence = NonNullable<ConsentUpdate['evidence']>;

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
export const choicePhrase = (update: ConsentUpdate): string =>
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
