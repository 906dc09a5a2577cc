import type { AuditAction } from '#schemas/audit.ts';
import { type ConsentChoices, type ConsentEvidence, type ConsentUpdate, purposes } from '#schemas/consent.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { JsonObject } from '#schemas/json.ts';
import type { Erasure } from '#schemas/privacy.ts';
import type { Clock } from '#server/platform/clock.ts';
import { problem } from '#server/platform/problems.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { SubjectReferenceStore } from '#server/stores/subject-references.ts';
import type { Erasures } from './erasures.ts';
import { messageIdFor } from './request-events.ts';

type Dependencies = {
  /** Is anything kept about this customer? */
  isKnown: (profileId: string) => Promise<boolean>;
  /** Stores events durably and brings their profiles up to date. */
  track: (events: readonly StoredEvent[]) => Promise<unknown>;
  references: Pick<SubjectReferenceStore, 'of'>;
  audit: Pick<AuditLogStore, 'record'>;
  erasures: Pick<Erasures, 'request' | 'requestShop' | 'run'>;
  clock: Clock;
};

type Told = { action: AuditAction; by: string; detail?: Record<string, unknown> };
type Source = StoredEvent['source'];
/** `request`: the one on record that is carried out, so that what happens can be traced to it. */
type Wish = { by: string; request?: string };

const objectedTo: ConsentChoices = Object.fromEntries(purposes.map((purpose) => [purpose, false]));

/** What people may ask of those who keep their data; each goes on record under a random reference. */
export const privacyService = ({ isKnown, track, references, audit, erasures, clock }: Dependencies) => {
  const tell = async (profileId: string, { action, by, detail }: Told): Promise<void> => {
    const subject = await references.of(profileId);
    await audit.record({ at: clock(), actor: by, action, subject, ...(detail && { detail }) });
  };

  const requireKnown = async (profileId: string): Promise<void> => {
    if (!(await isKnown(profileId)))
      throw problem('not-found', { detail: 'Nothing is kept about this customer.' });
  };

  /** A change of a profile is an event like any other, so that folding it anew says the same. */
  const happen = async (
    profileId: string,
    {
      type,
      data,
      source,
      request,
    }: {
      type: string;
      data: Record<string, unknown>;
      source: Source;
      request?: string | undefined;
    },
  ): Promise<void> => {
    const at = clock();
    const event = { type, data, context: {}, at, receivedAt: at, source };
    await track([{ ...event, messageId: messageIdFor(request), identity: profileId, profileId }]);
  };

  const consent = async (
    profileId: string,
    { update, by, source, request }: Wish & { update: ConsentUpdate; source: Source },
  ): Promise<void> => {
    if (update.expires_at !== undefined && Date.parse(update.expires_at) <= clock().getTime())
      throw problem('invalid-request', {
        errors: [{ path: '/expires_at', message: 'this must be later than now' }],
      });
    await requireKnown(profileId);
    await happen(profileId, { type: 'consent_updated', data: update, source, request });
    await tell(profileId, { action: 'consent.updated', by, detail: { purposes: update.purposes } });
  };

  return {
    tell,
    consent,

    /** The right values of traits; null removes one. The audit log holds their names alone. */
    rectify: async (
      profileId: string,
      { traits, by, request }: Wish & { traits: JsonObject },
    ): Promise<void> => {
      await requireKnown(profileId);
      await happen(profileId, { type: 'identified', data: { traits }, source: 'system', request });
      await tell(profileId, { action: 'profile.rectified', by, detail: { traits: Object.keys(traits) } });
    },

    /** From now on the data are only kept; or used again as before. */
    restrict: async (
      profileId: string,
      { restricted, by, request }: Wish & { restricted: boolean },
    ): Promise<void> => {
      await requireKnown(profileId);
      await happen(profileId, {
        type: 'consent_updated',
        data: { purposes: {}, restricted },
        source: 'system',
        request,
      });
      await tell(profileId, { action: restricted ? 'processing.restricted' : 'processing.resumed', by });
    },

    /** An objection or an opt-out: no purpose any more, until the customer says otherwise. */
    refuse: (
      profileId: string,
      { method, ...wish }: Wish & { method: NonNullable<ConsentEvidence['method']> },
    ): Promise<void> =>
      consent(profileId, {
        ...wish,
        update: { purposes: objectedTo, evidence: { method, by: wish.by } },
        source: 'system',
      }),

    /** Asked for durably; it is carried out behind the answer. */
    erase: async (profileId: string, by: string): Promise<Erasure> => {
      await requireKnown(profileId);
      const erasure = await erasures.request(profileId, by);
      void erasures.run();
      return erasure;
    },

    /** The same for everyone whom Shopify told of. */
    eraseShop: async (by: string): Promise<Erasure> => {
      const erasure = await erasures.requestShop(by);
      void erasures.run();
      return erasure;
    },
  };
};

export type PrivacyService = ReturnType<typeof privacyService>;
