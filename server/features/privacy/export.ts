import type { AuditDoor } from '#schemas/audit.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { consentNow } from '#server/domain/decisions/consent.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import { type ErasureStore, type Trace, traces } from '#server/stores/erasure.ts';
import type { PrivacyRequestStore } from '#server/stores/privacy-requests.ts';
import type { SubjectReferenceStore } from '#server/stores/subject-references.ts';
import type { PrivacyService } from './service.ts';

type Dependencies = {
  readProfile: (profileId: string) => Promise<Profile | null>;
  isKnown: (profileId: string) => Promise<boolean>;
  identitiesOf: (profileId: string) => Promise<string[]>;
  erasure: Pick<ErasureStore, 'stream'>;
  requests: Pick<PrivacyRequestStore, 'of'>;
  references: Pick<SubjectReferenceStore, 'find'>;
  audit: Pick<AuditLogStore, 'about'>;
  tell: PrivacyService['tell'];
  /** The segments a customer is in, with the reason for each. */
  segmentsOf: (profile: Profile, at: Date) => Promise<object[]> | object[];
  /** Resolves when nothing of customers waits in this process to be written. */
  settled: () => Promise<unknown>;
  settings: () => Settings;
  clock: Clock;
};

/** Who takes data out, and by which door. */
type Taker = { by: string; door: AuditDoor };
type Exporting = { profile: Profile | null; identities: readonly string[]; at: Date };

/** Two parts of the document may not have the same name. */
const names: Readonly<Record<string, string>> = {
  'quarantine/event.profileId': 'quarantined_events',
  'identities/identity': 'identity_links',
};
const sectionOf = ({ collection, field }: Trace): string => names[`${collection}/${field}`] ?? collection;

/** What Art. 15 wants to be told beside the data. */
const processing = ({ event_retention_days, decision_retention_days, retention }: Settings) => ({
  sources: 'what the shop and its pages reported, and what was inferred from that',
  recipients: 'the shop, and the systems that it has connected',
  retention: { event_retention_days, decision_retention_days, ...retention },
  automated_decisions: 'which content, products and offers are shown; each decision below names its reasons',
});

/**
 * Everything that is kept about one person, as one JSON document. It is written as it is read, so that it costs the
 * same memory for a long history as for a short one.
 */
export const personalExport = (dependencies: Dependencies) => {
  const { readProfile, isKnown, identitiesOf, erasure, requests, references, audit, segmentsOf } =
    dependencies;
  const { tell, settled, settings, clock } = dependencies;

  async function* listOf(name: string, rows: AsyncIterable<unknown>): AsyncGenerator<string> {
    yield `,\n${JSON.stringify(name)}: [`;
    let separator = '\n';
    for await (const row of rows) {
      yield separator + JSON.stringify(row);
      separator = ',\n';
    }
    yield ']';
  }

  async function* auditOf(profileIds: readonly string[]): AsyncGenerator<unknown> {
    for (const id of profileIds) {
      const reference = await references.find(id);
      if (reference !== null) yield* await audit.about(reference);
    }
  }

  async function* write(exporting: Exporting): AsyncGenerator<string> {
    const { profile, identities, at } = exporting;
    const head = {
      format: 'attune-personal-data/1',
      exported_at: at,
      identities,
      profile,
      consent: consentNow({ profile, settings: settings(), at }),
      insights: { segments: profile === null ? [] : await segmentsOf(profile, at) },
      processing: processing(settings()),
    };
    yield JSON.stringify(head, null, 1).replace(/\n?\}$/, '');
    for (const trace of traces) yield* listOf(sectionOf(trace), erasure.stream(trace, identities));
    yield `,\n"privacy_requests": ${JSON.stringify(await requests.of(identities))}`;
    yield* listOf('audit', auditOf(identities));
    yield '\n}\n';
  }

  return {
    /**
     * The parts of the document in order; null when nothing is kept about this person. Nothing is given before it is
     * in the audit log that it was.
     */
    of: async (profileId: string, { by, door }: Taker): Promise<AsyncIterable<string> | null> => {
      await settled();
      if (!(await isKnown(profileId))) return null;
      const [profile, identities] = await Promise.all([readProfile(profileId), identitiesOf(profileId)]);
      await tell(profileId, { action: 'customer.exported', by, detail: { door } });
      return write({ profile, identities, at: clock() });
    },
  };
};

export type PersonalExport = ReturnType<typeof personalExport>;
