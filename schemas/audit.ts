import { z } from 'zod';

/** What is on record in the audit log. */
export const auditActions = [
  'customer.exported',
  'customer.erased',
  'shop.erased',
  'privacy.requested',
  'consent.updated',
  'profile.rectified',
  'processing.restricted',
  'processing.resumed',
  'profile.merged',
  'profile.merge-undone',
  'segment.exported',
  'segment.uploaded',
  'quarantine.resent',
  'quarantine.discarded',
  'quarantine.restored',
  'draft.saved',
  'draft.archived',
  'draft.discarded',
  'release.published',
  'release.applied',
  'release.rolled-back',
  'document.rolled-back',
  'experiment.rolled-back',
  'preview.minted',
  'api-key.created',
  'api-key.revoked',
  'retention.applied',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** The ways by which people and programs take data out or put them in. */
export type AuditDoor = 'api' | 'admin' | 'cli';

const SomeText = z.string().min(1).max(300);
const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** What narrows the audit log: times from `since` to before `until`, exact actions, parts of names. */
export const AuditFilter = z.strictObject({
  action: z.union([z.enum(auditActions), z.array(z.enum(auditActions)).min(1)]).optional(),
  subject: SomeText.optional(),
  actor: SomeText.optional(),
  since: Moment.optional(),
  until: Moment.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** One thing that was done, as people read it. */
export const AuditRow = z
  .strictObject({
    id: z.string(),
    at: z.date(),
    actor: z.string().describe('an e-mail address, key: and the name of an API key, or a part of the system'),
    action: z.enum(auditActions),
    subject: z.string().describe('a document, a row, or the random reference of a customer'),
    customer: z.string().optional().describe('whom the reference stands for, until they are erased'),
    detail: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'AuditRow' });
export type AuditRow = z.infer<typeof AuditRow>;
