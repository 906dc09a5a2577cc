import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { type LinkClaim, linkClaims, ownershipOf, profileAt } from '#server/domain/identities/links.ts';
import {
  identitiesAfter,
  type LinkTable,
  planLinks,
  type Reassignment,
  reassignments,
  rootOf,
  type Settled,
  type Statement,
} from '#server/domain/identities/plan.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import type { EventStore } from '#server/stores/events.ts';
import type { IdentityStore } from '#server/stores/identities.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { linksAround, linksOf } from './links-around.ts';

type Dependencies = {
  identities: IdentityStore;
  events: Pick<EventStore, 'reassign' | 'repoint'>;
  profiles: Pick<ProfileStore, 'readMany'>;
  /** Whether devices may be stitched to a customer who has one already; null for a customer not seen yet. */
  mayStitch: (customer: Profile | null) => boolean;
};

const placedBy =
  (links: LinkTable) =>
  (event: StoredEvent): StoredEvent => {
    const own = links.get(event.identity) ?? [];
    const profileId = profileAt(
      event.identity,
      ownershipOf(own, (to) => rootOf(links, to)),
      event.at,
    );
    return profileId === event.profileId ? event : { ...event, profileId };
  };

const redirects = (moves: readonly Reassignment[]): Map<string, string> =>
  new Map(
    moves.flatMap(({ identity, after: { owner, until } }) =>
      owner !== null && until === null ? [[identity, owner] as const] : [],
    ),
  );

/** Keeps who is who: makes the links that events claim, and gives events to the profiles they belong to. */
export const createLinker = ({ identities, events, profiles, mayStitch }: Dependencies) => {
  const named = (claims: readonly LinkClaim[]): string[] => claims.flatMap(({ from, to }) => [from, to]);

  const idsIn = (batch: readonly StoredEvent[], claims: readonly LinkClaim[]): string[] => [
    ...batch.map(({ identity }) => identity),
    ...named(claims),
  ];

  const make = async (
    links: LinkTable,
    claims: readonly LinkClaim[],
    session: ClientSession,
  ): Promise<{ links: LinkTable; moves: Reassignment[] }> => {
    const customers = await profiles.readMany(
      [...new Set(claims.map(({ to }) => rootOf(links, to)))],
      session,
    );
    const changed = planLinks({
      claims,
      links,
      mayStitch: (customer) => mayStitch(customers.get(customer) ?? null),
    });
    await identities.write(changed, session);
    const moves = reassignments(links, changed);
    for (const { identity, after } of moves) await events.reassign(identity, after, session);
    return { links: new Map([...links, ...changed]), moves };
  };

  /** Most claims say what is known already: a storefront sends both ids with every event. */
  const saysNothingNew = (links: LinkTable, claims: readonly LinkClaim[]): boolean =>
    planLinks({ claims, links, mayStitch: () => true }).size === 0;

  return {
    /**
     * Makes the links that some pending events claim, and what somebody states beside, within the transaction that
     * folds them: events that were stored before change hands with them.
     */
    settle: async (
      batch: readonly StoredEvent[],
      session: ClientSession,
      statement?: Statement,
    ): Promise<Settled> => {
      const told = batch.flatMap(linkClaims);
      const known = await linksOf(identities, [...idsIn(batch, told), ...(statement?.about ?? [])], session);
      const stated = statement?.claimsOf(known) ?? [];
      const claims = [...told, ...stated];
      const { links, moves } = saysNothingNew(known, claims)
        ? { links: known, moves: [] }
        : await make(await linksAround(identities, known, named(claims), session), claims, session);
      const placed = batch.map(placedBy(links));
      const strayed = placed.filter((event, index) => event !== batch[index]);
      await events.repoint(strayed, session);
      return {
        events: placed,
        refold: identitiesAfter(moves, links),
        movedTo: redirects(moves),
        undoes: stated.some(({ undone }) => undone),
      };
    },
  };
};
