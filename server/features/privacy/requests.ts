import { randomUUID } from 'node:crypto';
import type {
  NewPrivacyRequest,
  PrivacyLaw,
  PrivacyRequest,
  PrivacyStep,
  ShopPrivacyRequest,
} from '#schemas/privacy.ts';
import type { Settings } from '#schemas/settings.ts';
import { deadlineOf, isExtendable } from '#server/domain/privacy/deadline.ts';
import type { Clock } from '#server/platform/clock.ts';
import { problem } from '#server/platform/problems.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import type { PrivacyRequestStore } from '#server/stores/privacy-requests.ts';
import type { PrivacyService } from './service.ts';

type Dependencies = {
  store: PrivacyRequestStore;
  service: Pick<PrivacyService, 'erase' | 'eraseShop' | 'restrict' | 'refuse' | 'rectify' | 'tell'>;
  settings: () => Settings;
  clock: Clock;
};

type Source = PrivacyRequest['source'];
type New = Pick<PrivacyRequest, 'type' | 'source' | 'profileId' | 'receivedAt'> &
  Partial<Pick<PrivacyRequest, 'id' | 'law' | 'traits' | 'externalId' | 'shop'>> & {
    by: string;
    note?: string | undefined;
    /** When it is due at the latest, whatever the law says. */
    latest?: Date;
  };

const typeOfTopic = {
  'customers/data_request': 'access',
  'customers/redact': 'erasure',
  'shop/redact': 'erasure',
} as const;

const open = ['open', 'carried_out'] as const;

/** Within which Shopify wants an app to have done what its privacy webhooks ask, in milliseconds. */
const shopifyMs = 30 * 86_400_000;

const earlier = (a: Date, b: Date | undefined): Date => (b !== undefined && b < a ? b : a);

/** What people ask for: on record from receipt to answer, with its deadline. */
export const privacyRequests = ({ store, service, settings, clock }: Dependencies) => {
  /** Where both laws may hold, the GDPR's deadline is the earlier one. */
  const lawInForce = (): PrivacyLaw =>
    settings().behavioral_tracking.privacy_compliance === 'ccpa' ? 'ccpa' : 'gdpr';

  const step = (what: PrivacyStep['what'], by: string, note?: string): PrivacyStep => ({
    at: clock(),
    by,
    what,
    ...(note !== undefined && { note }),
  });

  const add = async ({ by, note, latest, ...given }: New): Promise<PrivacyRequest> => {
    const law = given.law ?? lawInForce();
    const { type, receivedAt } = given;
    const request: PrivacyRequest = {
      id: randomUUID(),
      ...given,
      law,
      state: 'open',
      dueAt: earlier(deadlineOf({ type, law, receivedAt }), latest),
      extended: false,
      completedAt: null,
      steps: [step('received', by, note)],
    };
    const isNew = await store.add(request);
    if (isNew && request.profileId !== null)
      await service.tell(request.profileId, { action: 'privacy.requested', by, detail: { type, law } });
    return request;
  };

  const read = async (id: string): Promise<PrivacyRequest> => {
    const found = await store.read(id);
    if (found === null) throw problem('not-found', { detail: `There is no privacy request "${id}".` });
    return found;
  };

  const advance = async (
    id: string,
    change: Parameters<PrivacyRequestStore['advance']>[2],
  ): Promise<PrivacyRequest> => {
    await read(id);
    const changed = await store.advance(id, open, change);
    if (changed === null) throw problem('not-in-this-state', { detail: 'This request is closed.' });
    return changed;
  };

  /** Does what is asked; an access request is answered by the export, which somebody has to hand over. */
  const perform = async (
    { id: request, type, shop, profileId, traits }: PrivacyRequest,
    by: string,
  ): Promise<Pick<PrivacyRequest, 'erasureId'>> => {
    if (shop !== undefined) return { erasureId: (await service.eraseShop(by)).id };
    if (profileId === null)
      throw problem('not-in-this-state', { detail: 'This request names nobody any more.' });
    if (type === 'erasure') return { erasureId: (await service.erase(profileId, by)).id };
    const wish = { by, request };
    if (type === 'restriction') await service.restrict(profileId, { ...wish, restricted: true });
    if (type === 'objection' || type === 'opt_out')
      await service.refuse(profileId, { ...wish, method: type });
    if (type === 'rectification') await service.rectify(profileId, { ...wish, traits: traits ?? {} });
    return {};
  };

  return {
    read,
    list: (query: ListQuery): Promise<ListPage<PrivacyRequest>> => store.list(query),

    add: (asked: NewPrivacyRequest, by: string, source: Source = 'admin'): Promise<PrivacyRequest> =>
      add({
        type: asked.type,
        source,
        by,
        note: asked.note,
        profileId: `customer_id:${asked.customer_id}`,
        receivedAt: asked.received_at === undefined ? clock() : new Date(asked.received_at),
        ...(asked.law && { law: asked.law }),
        ...(asked.traits && { traits: asked.traits }),
      }),

    /** What Shopify passes on; the same webhook again is the same request. */
    record: async ({ id, topic, profileId, shop, receivedAt }: ShopPrivacyRequest): Promise<void> => {
      const type = typeOfTopic[topic];
      await add({
        id,
        externalId: id,
        type,
        source: 'shopify',
        by: 'shopify',
        profileId,
        receivedAt,
        note: `${topic} of ${shop}`,
        ...(topic === 'shop/redact' && { shop }),
        latest: new Date(receivedAt.getTime() + shopifyMs),
      });
    },

    /** Moves the deadline, once, as far as the law lets it. */
    extend: async (id: string, { by, note }: { by: string; note: string }): Promise<PrivacyRequest> => {
      const request = await read(id);
      if (request.extended || request.source === 'shopify' || !isExtendable(request))
        throw problem('not-in-this-state', {
          detail: 'The deadline of this request cannot be moved any further.',
        });
      const dueAt = deadlineOf(request, { extended: true });
      return advance(id, { change: { extended: true, dueAt }, step: step('extended', by, note) });
    },

    carryOut: async (id: string, by: string): Promise<PrivacyRequest> => {
      const request = await read(id);
      if (request.state !== 'open')
        throw problem('not-in-this-state', { detail: 'This request was carried out.' });
      const outcome = await perform(request, by);
      return advance(id, { change: { state: 'carried_out', ...outcome }, step: step('carried_out', by) });
    },

    /** The person has the answer; the note says how. */
    complete: (id: string, { by, note }: { by: string; note: string }): Promise<PrivacyRequest> =>
      advance(id, {
        change: { state: 'completed', completedAt: clock() },
        step: step('completed', by, note),
      }),

    /** With the reason that the person is told. */
    refuse: (id: string, { by, note }: { by: string; note: string }): Promise<PrivacyRequest> =>
      advance(id, { change: { state: 'refused', completedAt: clock() }, step: step('refused', by, note) }),
  };
};

export type PrivacyRequests = ReturnType<typeof privacyRequests>;
