import type { StoredEvent } from '#schemas/event.ts';
import type { Link, Ownership } from '#schemas/identity.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import { isCustomer, type LinkClaim, ownershipOf, withLink, withoutLink } from './links.ts';

/** The links of each identity that is known to have any. */
export type LinkTable = ReadonlyMap<string, readonly Link[]>;

/**
 * The customer whom an identity leads to, through all who were merged into others: itself where nothing leads on.
 * @example rootOf(new Map([['customer_id:7', [aliasTo8]]]), 'customer_id:7') // 'customer_id:8'
 */
export const rootOf = (links: LinkTable, identity: string): string => {
  const seen = new Set<string>();
  let root = identity;
  while (!seen.has(root)) {
    seen.add(root);
    const next: string | undefined = links.get(root)?.find(({ state }) => state === 'active')?.to;
    if (next === undefined || !isCustomer(root)) return root;
    root = next;
  }
  return root;
};

type Claims = {
  claims: readonly LinkClaim[];
  links: LinkTable;
  /** Whether a further device may be stitched to a customer who has one already. */
  mayStitch: (customer: string) => boolean;
};

const hasOtherDevice = (links: LinkTable, customer: string, device: string): boolean =>
  [...links].some(
    ([identity, own]) =>
      identity !== device &&
      !isCustomer(identity) &&
      ownershipOf(own, (to) => rootOf(links, to)).owner === customer,
  );

/** Of merged customers the one who leads them on is linked, so that a second alias joins all of them. */
const linkedFrom = (links: LinkTable, { from, to }: LinkClaim): string | null => {
  if (!isCustomer(to)) return null;
  const start = isCustomer(from) ? rootOf(links, from) : from;
  return rootOf(links, to) === start ? null : start;
};

/** Whose links a claim is about, and what they are after it; null where it says nothing. */
const linksAfter = (
  table: LinkTable,
  claim: LinkClaim,
  mayStitch: Claims['mayStitch'],
): { from: string; links: Link[] } | null => {
  const { to, at, messageId, cause } = claim;
  if (claim.undone) return { from: claim.from, links: withoutLink(table.get(claim.from) ?? [], to) };
  const from = linkedFrom(table, claim);
  if (from === null) return null;
  const root = rootOf(table, to);
  const refused = cause === 'identify' && hasOtherDevice(table, root, from) && !mayStitch(root);
  const link: Link = { to, at, messageId, cause, state: refused ? 'refused' : 'active' };
  return { from, links: withLink(table.get(from) ?? [], link) };
};

/**
 * The links after some claims, each identity's that changed. A visitor's second device is stitched only where that is
 * allowed: otherwise the link is kept as refused. Claims that lead nowhere new, or in a circle, change nothing.
 */
export const planLinks = ({ claims, links, mayStitch }: Claims): Map<string, Link[]> => {
  const table = new Map<string, readonly Link[]>(links);
  const changed = new Map<string, Link[]>();
  for (const claim of [...claims].sort(compareMoments)) {
    const next = linksAfter(table, claim, mayStitch);
    if (next === null || JSON.stringify(next.links) === JSON.stringify(table.get(next.from) ?? [])) continue;
    table.set(next.from, next.links);
    changed.set(next.from, next.links);
  }
  return changed;
};

/** An identity whose events belong to others than before. */
export type Reassignment = { identity: string; before: Ownership; after: Ownership };

const ownerships = (links: LinkTable): Map<string, Ownership> =>
  new Map([...links].map(([identity, own]) => [identity, ownershipOf(own, (to) => rootOf(links, to))]));

const none: Ownership = { owner: null, until: null };

const same = (a: Ownership, b: Ownership): boolean =>
  a.owner === b.owner && a.until?.getTime() === b.until?.getTime();

/**
 * The identities whose events change hands when links change. `links` must hold everyone who leads to a customer
 * whose own links change: they follow.
 */
export const reassignments = (links: LinkTable, changed: LinkTable): Reassignment[] => {
  const before = ownerships(links);
  const after = ownerships(new Map([...links, ...changed]));
  return [...after].flatMap(([identity, is]) => {
    const was = before.get(identity) ?? none;
    return same(was, is) ? [] : [{ identity, before: was, after: is }];
  });
};

/**
 * The profiles that gain or lose events by reassignments.
 */
const touched = (moves: readonly Reassignment[]): Set<string> =>
  new Set(
    moves
      .flatMap(({ identity, before, after }) => [identity, before.owner, after.owner])
      .filter((id) => id !== null),
  );

/** What somebody says of identities, which is judged by the links as they are when it is stored. */
export type Statement = {
  /** The identities that it is about. */
  about: readonly string[];
  /** What it claims; throws where the links do not allow it. */
  claimsOf: (links: LinkTable) => readonly LinkClaim[];
};

/** Where events belong once every link is known, and what that asks of profiles. */
export type Settled = {
  /** The events, each with the profile it belongs to. */
  events: StoredEvent[];
  /** Profiles that gained or lost events which are in one, with their identities: they are folded again. */
  refold: ReadonlyMap<string, readonly string[]>;
  /** Profiles that are part of another now, with which. */
  movedTo: ReadonlyMap<string, string>;
  /** Is something taken apart that was one? Then every event has to be there still. */
  undoes: boolean;
};

/** Those that are wholly a customer's own, in order; a device that others use as well is none of them. */
const leadingTo = (owned: readonly [string, Ownership][], customer: string): string[] =>
  owned
    .flatMap(([identity, { owner, until }]) => (owner === customer && until === null ? [identity] : []))
    .sort();

/**
 * The customer whom an identity stands for, and everything else they are known as.
 * @example identitiesOf('anonymous_id:a', links) // ['customer_id:7', 'anonymous_id:a', 'customer_id:old']
 */
export const identitiesOf = (identity: string, links: LinkTable): string[] => {
  const owned = ownerships(links);
  const { owner, until } = owned.get(identity) ?? none;
  const root = owner !== null && until === null ? owner : identity;
  return [root, ...leadingTo([...owned], root)];
};

/**
 * The profiles that moves concern, each with whom it is known as: its own identity first, then those that are wholly
 * its own.
 * @example identitiesAfter([visitorBecame7], links).get('customer_id:7') // ['customer_id:7', 'anonymous_id:a']
 */
export const identitiesAfter = (moves: readonly Reassignment[], links: LinkTable): Map<string, string[]> => {
  const owned = [...ownerships(links)];
  return new Map([...touched(moves)].map((id) => [id, [id, ...leadingTo(owned, id)]]));
};
