import type { Link } from '#schemas/identity.ts';
import { isCustomer, type LinkClaim, ownershipOf } from './links.ts';
import { type LinkTable, rootOf } from './plan.ts';

/** Somebody says that two identities are one person, or that they are not. */
type ByHand = { from: string; into: string; at: Date; messageId: string };
/** What that claims, or in a sentence why it cannot be. */
type Verdict = { claim: LinkClaim } | { fault: string };

const standing = (links: LinkTable, identity: string): readonly Link[] =>
  (links.get(identity) ?? []).filter(({ state }) => state !== 'undone');

/** Why a visitor cannot be a customer's; null where nothing is in the way. */
const visitorFault = (links: LinkTable, visitor: string, customer: string): string | null => {
  const own = standing(links, visitor);
  const { owner, until } = ownershipOf(own, (to) => rootOf(links, to));
  const roots = new Set(own.map(({ to }) => rootOf(links, to)));
  if (owner === customer && until === null) return `${visitor} is ${customer} already.`;
  if (roots.size === 0 || (roots.size === 1 && roots.has(customer))) return null;
  return owner !== null && until === null
    ? `${visitor} is ${owner}: merge that customer.`
    : `${visitor} is a device that more customers use: what is anonymous on it is nobody’s.`;
};

/**
 * What a merge by hand claims. A customer who was merged before takes along who they are part of; a visitor who is
 * somebody else's, or whose device is shared, cannot be merged.
 * @example mergeByHand({ from: 'anonymous_id:a', into: 'customer_id:7', at, messageId }, new Map()).claim.cause // 'merge'
 */
export const mergeByHand = ({ from, into, at, messageId }: ByHand, links: LinkTable): Verdict => {
  const root = rootOf(links, into);
  if (!isCustomer(into)) return { fault: `${into} is a visitor: nobody is merged into one.` };
  if (rootOf(links, from) === root) return { fault: `${from} and ${into} are one customer already.` };
  const fault = isCustomer(from) ? null : visitorFault(links, from, root);
  if (fault !== null) return { fault };
  const start = isCustomer(from) ? rootOf(links, from) : from;
  return { claim: { from: start, to: into, at, messageId, cause: 'merge' } };
};

/** The identities from one on that customers were merged into, one after the other. */
const chainFrom = (links: LinkTable, start: string): string[] => {
  const chain: string[] = [];
  for (let id: string | undefined = start; id !== undefined && !chain.includes(id); ) {
    chain.push(id);
    id = isCustomer(id) ? standing(links, id).find(({ state }) => state === 'active')?.to : undefined;
  }
  return chain;
};

/**
 * What undoing claims: that the link by which one identity leads to another does not hold. A merge of somebody who was
 * merged before is undone where it was made.
 * @example undoByHand({ from: 'anonymous_id:a', into: 'customer_id:7', at, messageId }, links).claim.undone // true
 */
export const undoByHand = ({ from, into, at, messageId }: ByHand, links: LinkTable): Verdict => {
  const claimOf = (identity: string, { to, cause }: Link): Verdict => ({
    claim: { from: identity, to, at, messageId, cause, undone: true },
  });
  const active = (identity: string): Link[] =>
    standing(links, identity).filter(({ state }) => state === 'active');
  for (const identity of chainFrom(links, from)) {
    const direct = active(identity).find(({ to }) => to === into);
    if (direct) return claimOf(identity, direct);
  }
  const indirect = active(from).find(({ to }) => rootOf(links, to) === rootOf(links, into));
  return indirect ? claimOf(from, indirect) : { fault: `No link leads from ${from} to ${into}.` };
};
