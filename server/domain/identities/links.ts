import type { StoredEvent } from '#schemas/event.ts';
import type { Link, Ownership } from '#schemas/identity.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';

/** What an event or somebody says of two identities: that `from` and `to` are one person, or not after all. */
export type LinkClaim = Pick<Link, 'to' | 'at' | 'messageId' | 'cause'> & { from: string; undone?: true };

/** How many different identities one may be linked to; a device that more people used is shared anyway. */
const LINKS_KEPT = 20;

export const isCustomer = (identity: string): boolean => identity.startsWith('customer_id:');

/**
 * The links that an event claims. A customer seen with an anonymous id is that visitor; an alias names an id that the
 * customer had before, which may have been a visitor's or a customer's: it claims both.
 * @example linkClaims({ identity: 'customer_id:7', anonymousId: 'a', at, messageId: 'm' })[0].from // 'anonymous_id:a'
 */
export const linkClaims = ({
  identity,
  anonymousId,
  previousId,
  at,
  messageId,
}: Pick<StoredEvent, 'identity' | 'anonymousId' | 'previousId' | 'at' | 'messageId'>): LinkClaim[] => {
  const claim = (from: string, cause: Link['cause']): LinkClaim => ({
    from,
    to: identity,
    at,
    messageId,
    cause,
  });
  const claims = [
    ...(anonymousId === undefined ? [] : [claim(`anonymous_id:${anonymousId}`, 'identify')]),
    ...(previousId === undefined
      ? []
      : [claim(`anonymous_id:${previousId}`, 'alias'), claim(`customer_id:${previousId}`, 'alias')]),
  ];
  return claims.filter(({ from, to }) => from !== to);
};

const compareLinks = (a: Link, b: Link): number => compareMoments(a, b) || (a.to < b.to ? -1 : 1);

/** Of two links to one identity the one that counts: what was undone stays so, else what holds, else the earlier. */
const stronger = (a: Link, b: Link): Link => {
  if ((a.state === 'undone') !== (b.state === 'undone')) {
    // only somebody who merges by hand makes good what was undone
    const [undone, other] = a.state === 'undone' ? [a, b] : [b, a];
    return other.cause === 'merge' ? other : undone;
  }
  if ((a.state === 'active') !== (b.state === 'active')) return a.state === 'active' ? a : b;
  return compareMoments(a, b) <= 0 ? a : b;
};

/**
 * The links of an identity with one more: one for each identity it is linked to, in order of time. In whichever order
 * links are added, and however often, the same remain.
 */
export const withLink = (links: readonly Link[], link: Link): Link[] => {
  const known = links.find(({ to }) => to === link.to);
  const kept = known === undefined ? link : stronger(known, link);
  return [...links.filter(({ to }) => to !== link.to), kept].sort(compareLinks).slice(0, LINKS_KEPT);
};

/** The links of an identity with the one to another undone. */
export const withoutLink = (links: readonly Link[], to: string): Link[] =>
  links.map((link) => (link.to === to ? { ...link, state: 'undone' } : link));

/**
 * Whose an identity is. A visitor who became a customer is that customer, with everything before; once a second
 * customer appears on the device it is shared, and what is anonymous on it from then on is nobody's. A link that was
 * refused gives the customer nothing, and still says that the device is theirs as well.
 * `rootOf` leads from a customer to whom they were merged into.
 * @example ownershipOf([{ to: 'customer_id:7', … }], (id) => id) // { owner: 'customer_id:7', until: null }
 */
export const ownershipOf = (links: readonly Link[], rootOf: (identity: string) => string): Ownership => {
  const standing = links.filter(({ state }) => state !== 'undone');
  const [first] = standing;
  if (first === undefined) return { owner: null, until: null };
  const root = rootOf(first.to);
  const second = standing.find(({ to }) => rootOf(to) !== root);
  return { owner: first.state === 'active' ? root : null, until: second?.at ?? null };
};

/**
 * The profile that an identity's event at a time belongs to.
 * @example profileAt('anonymous_id:a', { owner: 'customer_id:7', until: null }, at) // 'customer_id:7'
 */
export const profileAt = (identity: string, { owner, until }: Ownership, at: Date): string =>
  owner === null || (until !== null && at >= until) ? identity : owner;
