import { randomUUID } from 'node:crypto';
import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { ClientSession, Connection } from '#server/platform/mongo.ts';
import { customerCountStore } from './customer-counts.ts';
import { segmentChangeStore } from './segment-changes.ts';

/** Where a profile leaves documents of its own, and the field that names it there. */
export const traces = [
  // before the events, so that none of them is folded any more
  { collection: 'event_inbox', field: 'identity' },
  { collection: 'events', field: 'profileId' },
  { collection: 'experiment_units', field: 'unit' },
  { collection: 'journey_instances', field: 'profileId' },
  { collection: 'journey_timers', field: 'profileId' },
  { collection: 'journey_moves', field: 'profileId' },
  { collection: 'quarantine', field: 'profileId' },
  { collection: 'quarantine', field: 'event.profileId' },
  { collection: 'quarantine', field: 'mentions' },
  { collection: 'decisions', field: 'profileId' },
  { collection: 'engagement_metrics', field: 'profileId' },
  { collection: 'personalization_insights', field: 'profileId' },
  { collection: 'consent_history', field: 'profileId' },
  { collection: 'segment_changes', field: 'profileId' },
  { collection: 'segment_uploads', field: 'identity' },
  { collection: 'shopify_orders', field: 'profileId' },
  { collection: 'identities', field: 'identity' },
  { collection: 'profile_checkpoints', field: 'profileId' },
] as const satisfies readonly { collection: string; field: string }[];
export type Trace = (typeof traces)[number];

/** Written with the profile in one transaction, so removed with it in one. */
const withProfile: readonly string[] = [
  'experiment_units',
  'journey_instances',
  'journey_moves',
  'journey_timers',
];

const atOnce = 500;
type Document = Record<string, unknown> & { _id: string };

const valueAt = (document: Document, field: string): unknown =>
  field.split('.').reduce<unknown>((value, step) => (value as Document | undefined)?.[step], document);

const bare = ({ _id, scope, ...document }: Document): Record<string, unknown> => document;

/** Finds and removes people in every collection: the one store that reaches across them. */
export const erasureStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const profiles = db.collection('customer_profiles');
  const counts = customerCountStore(db, scope);
  const changes = segmentChangeStore(db, scope);
  const about = (field: string, profileIds: readonly string[]) =>
    ({ scope: prefix, [field]: { $in: profileIds } }) as never;

  /** Profiles, with what they are counted in. */
  const deleteProfiles = async (profileIds: readonly string[], session: ClientSession): Promise<number> => {
    const _id = { $in: profileIds.map((id) => `${prefix}/${id}`) };
    const options = { session, projection: { memberships: 1 } };
    const known = await profiles.find({ _id, scope: prefix } as never, options).toArray();
    await counts.add(
      (known as unknown as Profile[]).map((before) => ({ before, after: null })),
      session,
    );
    await changes.remove(profileIds, session);
    return (await profiles.deleteMany({ _id } as never, { session })).deletedCount;
  };

  /** A device that was shared stays so, with somebody whom nothing names any more. */
  const unnameLinks = async (profileIds: readonly string[]): Promise<void> => {
    const native = db.collection('identities');
    const nobody = { to: `erased:${randomUUID()}`, messageId: '', state: 'refused' };
    for await (const { _id, links } of native.find(about('links.to', profileIds))) {
      const unnamed = (links as { to: string }[]).map((link) =>
        profileIds.includes(link.to) ? { ...link, ...nobody } : link,
      );
      await native.updateOne({ _id }, { $set: { links: unnamed } } as never);
    }
  };

  return {
    /** Some of the profiles that the demo shop brought. */
    demoProfiles: async (limit: number): Promise<Profile[]> => {
      const found = await profiles.find({ scope: prefix, demo: true } as never, { limit }).toArray();
      return found as unknown as Profile[];
    },

    /** Removes profiles and all that is stored about them; sums that they are part of are for the caller to correct. */
    remove: async (profileIds: readonly string[], session: ClientSession): Promise<void> => {
      await deleteProfiles(profileIds, session);
      for (const { collection, field } of traces)
        await db.collection(collection).deleteMany(about(field, profileIds), { session });
      const named = about('result.examples.profileId', profileIds);
      await db.collection('replays').deleteMany(named, { session });
    },

    /** Removes profiles and what is written along with them, so that nothing can be folded onto them any more. */
    removeProfiles: async (profileIds: readonly string[], session: ClientSession): Promise<number> => {
      const removed = await deleteProfiles(profileIds, session);
      for (const { collection, field } of traces.filter((trace) => withProfile.includes(trace.collection)))
        await db.collection(collection).deleteMany(about(field, profileIds), { session });
      return removed;
    },

    /** Removes what one collection holds of profiles, some at a time; says how many after each time. */
    removeTraces: async function* (
      { collection, field }: Trace,
      profileIds: readonly string[],
    ): AsyncGenerator<number> {
      const native = db.collection(collection);
      for (;;) {
        const options = { projection: { _id: 1 }, limit: atOnce } as const;
        const found = await native.find(about(field, profileIds), options).toArray();
        if (found.length === 0) return;
        const ids = found.map(({ _id }) => _id);
        yield (await native.deleteMany({ _id: { $in: ids } } as never)).deletedCount;
      }
    },

    /** Takes people out of what is about others too: the examples of replays, links of identities, cursors. */
    removeMentions: async (profileIds: readonly string[]): Promise<void> => {
      await db.collection('replays').updateMany(about('result.examples.profileId', profileIds), {
        $pull: { 'result.examples': { profileId: { $in: profileIds } } },
      } as never);
      // where the recomputing of segments has come to: it begins again
      await db
        .collection('segment_jobs')
        .updateMany(about('after', profileIds), { $set: { after: '' } } as never);
      await unnameLinks(profileIds);
    },

    /** Some of those whom Shopify told of; none once all of them are erased. */
    someOfShop: async (limit: number): Promise<string[]> => {
      const told = { scope: prefix, source: 'webhook' } as never;
      const options = { projection: { profileId: 1 }, limit } as const;
      const events = await db.collection('events').find(told, options).toArray();
      const orders = await db
        .collection('shopify_orders')
        .find({ scope: prefix } as never, options)
        .toArray();
      return [...new Set([...events, ...orders].map((found) => String(found['profileId'])))];
    },

    /** Removes what Shopify told and nobody could take in. */
    removeRefusedOfShop: async (): Promise<number> => {
      const refused = { scope: prefix, door: 'shopify' } as never;
      return (await db.collection('quarantine').deleteMany(refused)).deletedCount;
    },

    /** Is anything stored about any of them, apart from profiles? */
    hasTraces: async (profileIds: readonly string[]): Promise<boolean> => {
      for (const { collection, field } of traces)
        if ((await db.collection(collection).findOne(about(field, profileIds))) !== null) return true;
      return false;
    },

    /** What one collection holds of profiles, as it is stored. */
    stream: async function* (
      { collection, field }: Trace,
      profileIds: readonly string[],
    ): AsyncGenerator<Record<string, unknown>> {
      for await (const found of db.collection(collection).find(about(field, profileIds), { batchSize: 200 }))
        yield bare(found as unknown as Document);
    },

    /** Every profile id that anything is stored about, some of them more than once. */
    everyone: async function* (): AsyncGenerator<string> {
      const query = { scope: prefix } as never;
      const projection = { _id: 0, id: 1, identities: 1 } as const;
      for await (const found of profiles.find(query, { projection })) {
        const { id, identities = [] } = found as unknown as Partial<Profile> & { id: string };
        yield id;
        yield* identities;
      }
      for (const { collection, field } of traces) {
        let last: unknown;
        for await (const found of db.collection(collection).find(query, { projection: { [field]: 1 } })) {
          const value = valueAt(found as unknown as Document, field);
          for (const id of Array.isArray(value) ? value : [value]) {
            if (typeof id === 'string' && id !== last) yield id;
            last = id;
          }
        }
      }
    },
  };
};

export type ErasureStore = ReturnType<typeof erasureStore>;
