import type { AuditAction, AuditRow } from '#schemas/audit.ts';
import { humanize } from '../ui/format.ts';

/** An entry as JSON brings it. */
export type AuditRecord = Omit<AuditRow, 'at'> & { at: string };

/** What was done, in words that follow who did it. */
export const actionWords: Readonly<Record<AuditAction, string>> = {
  'customer.exported': 'exported a customer’s data',
  'customer.erased': 'asked to erase a customer',
  'shop.erased': 'asked to erase a shop',
  'privacy.requested': 'recorded a privacy request',
  'consent.updated': 'changed consent',
  'profile.rectified': 'rectified a customer',
  'processing.restricted': 'restricted processing',
  'processing.resumed': 'resumed processing',
  'profile.merged': 'merged customers',
  'profile.merge-undone': 'undid a merge',
  'segment.exported': 'exported a segment',
  'segment.uploaded': 'uploaded into a segment',
  'quarantine.resent': 'sent a row again',
  'quarantine.discarded': 'discarded a row',
  'quarantine.restored': 'restored a row',
  'draft.saved': 'saved a draft',
  'draft.archived': 'marked a document for archiving',
  'draft.discarded': 'discarded a draft',
  'release.published': 'published a release',
  'release.applied': 'applied a folder',
  'release.rolled-back': 'rolled back a release',
  'document.rolled-back': 'rolled back a document',
  'experiment.rolled-back': 'stopped an experiment',
  'preview.minted': 'made a preview link',
  'api-key.created': 'created an API key',
  'api-key.revoked': 'revoked an API key',
  'retention.applied': 'removed what was due',
};

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Of a long list the first few are named: a release may hold hundreds of documents. */
const mostNamed = 5;

const listText = (values: readonly unknown[]): string => {
  const named = values.slice(0, mostNamed).map(valueText).join(', ');
  return values.length > mostNamed ? `${named} and ${values.length - mostNamed} more` : named;
};

const valueText = (value: unknown): string => {
  if (Array.isArray(value)) return listText(value);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, inside]) => `${humanize(name).toLowerCase()} ${valueText(inside)}`)
      .join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
};

/**
 * What an entry says besides, in one line.
 * @example detailText({ door: 'cli', purposes: { analytics: false } }) // 'door: cli; purposes: analytics no'
 */
export const detailText = (detail: AuditRecord['detail'] = {}): string =>
  Object.entries(detail)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => `${humanize(name).toLowerCase()}: ${valueText(value)}`)
    .join('; ');
