import type { PrivacyRequest, PrivacyStep } from '#schemas/privacy.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';

type RequestDocument = PrivacyRequest & { _id: string; scope: string };
type Change = Partial<Pick<PrivacyRequest, 'state' | 'dueAt' | 'extended' | 'completedAt' | 'erasureId'>>;

/** The erasure that a request ends by, and when. */
type By = { erasureId: string; at: Date };

const requests = collection<RequestDocument>('privacy_requests', [
  { keys: { scope: 1, dueAt: 1 } },
  { keys: { scope: 1, profileId: 1 } },
]);

const bare = ({ _id, scope, ...request }: RequestDocument): PrivacyRequest => request;
const fields = ['state', 'type', 'law', 'profileId'];
const sorts = ['dueAt', 'receivedAt', 'completedAt'];

/** What people asked for, and what came of it. */
export const privacyRequestStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = requests(db);
  const idOf = (id: string): string => `${prefix}/${id}`;
  const one = (id: string) => ({ _id: idOf(id) }) as never;
  return {
    /** Adds it unless it is there already: a system may send the same request again. */
    add: async (request: PrivacyRequest): Promise<boolean> => {
      const { upsertedCount } = await native.updateOne(
        one(request.id),
        { $setOnInsert: { scope: prefix, ...request } } as never,
        { upsert: true },
      );
      return upsertedCount === 1;
    },

    read: async (id: string): Promise<PrivacyRequest | null> => {
      const found = await native.findOne(one(id));
      return found && bare(found as unknown as RequestDocument);
    },

    /** Null when its state is another one by now. */
    advance: async (
      id: string,
      from: readonly PrivacyRequest['state'][],
      { change = {}, step }: { change?: Change; step: PrivacyStep },
    ): Promise<PrivacyRequest | null> => {
      const { matchedCount } = await native.updateOne(
        { _id: idOf(id), state: { $in: from } } as never,
        { $set: { id, ...change }, $push: { steps: step } } as never,
      );
      const found = matchedCount === 0 ? null : await native.findOne(one(id));
      return found && bare(found as unknown as RequestDocument);
    },

    list: async ({ filter, sort, range }: ListQuery): Promise<ListPage<PrivacyRequest>> => {
      const wanted = Object.fromEntries(
        Object.entries(filter).filter(
          ([field, value]) => fields.includes(field) && typeof value === 'string',
        ),
      );
      const query = { scope: prefix, ...wanted } as never;
      const field = sorts.includes(sort.field) ? sort.field : 'dueAt';
      const options = {
        sort: { [field]: sort.order === 'asc' ? 1 : -1 } as Record<string, 1 | -1>,
        skip: range.from,
        limit: range.to - range.from + 1,
      };
      const [found, total] = await Promise.all([
        native.find(query, options).toArray(),
        native.countDocuments(query),
      ]);
      return { rows: (found as unknown as RequestDocument[]).map(bare), total, range };
    },

    of: async (profileIds: readonly string[]): Promise<PrivacyRequest[]> => {
      const query = { scope: prefix, profileId: { $in: profileIds } } as never;
      const found = await native.find(query, { sort: { receivedAt: 1 } }).toArray();
      return (found as unknown as RequestDocument[]).map(bare);
    },

    /**
     * That somebody asked stays on record; who it was does not, nor anything that was written by hand. What was open
     * ends with the person: another erasure that was asked for is carried out by this one, the rest is closed.
     */
    forget: async (profileIds: readonly string[], { erasureId, at }: By): Promise<void> => {
      const asked = { scope: prefix, profileId: { $in: profileIds } };
      const end = async (type: object, change: Change, what: PrivacyStep['what']): Promise<void> => {
        const update = { $set: { erasureId, ...change }, $push: { steps: { at, by: 'system', what } } };
        await native.updateMany({ ...asked, type, state: 'open' } as never, update as never);
      };
      await end({ $eq: 'erasure' }, { state: 'carried_out' }, 'carried_out');
      await end({ $ne: 'erasure' }, { state: 'erased', completedAt: at }, 'erased');
      const query = asked as never;
      const gone = {
        $set: { profileId: null },
        $unset: { traits: '', externalId: '', 'steps.$[].note': '' },
      };
      await native.updateMany(query, gone as never);
    },
  };
};

export type PrivacyRequestStore = ReturnType<typeof privacyRequestStore>;
