import type { IdentityLink } from '#schemas/identity.ts';
import { ownershipOf } from './links.ts';
import { identitiesOf, type LinkTable, rootOf } from './plan.ts';

/**
 * The links of everyone who leads to a customer, the oldest first, those that were refused or undone as well; of a
 * visitor who is nobody's, those that lead from them.
 * @example linksToOwner('customer_id:7', new Map([['anonymous_id:a', [login]]]))[0].state // 'active'
 */
export const linksToOwner = (identity: string, links: LinkTable): IdentityLink[] => {
  const [owner = identity] = identitiesOf(identity, links);
  const rows = [...links].flatMap(([from, own]) => {
    const { until } = ownershipOf(own, (to) => rootOf(links, to));
    return own
      .filter(({ to }) => from === owner || rootOf(links, to) === owner)
      .map(({ to, cause, state, at }): IdentityLink => {
        const shared = state === 'active' && until !== null;
        return { from, to, cause, at, state: shared ? 'shared' : state, sharedSince: shared ? until : null };
      });
  });
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.from < b.from ? -1 : 1));
};
