import type { IdentityLink, MergeRequest, MergeResponse } from '#schemas/identity.ts';
import { linksToOwner } from '#server/domain/identities/overview.ts';
import { identitiesOf, type LinkTable } from '#server/domain/identities/plan.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { IdentityStore } from '#server/stores/identities.ts';
import type { SubjectReferenceStore } from '#server/stores/subject-references.ts';
import { linksAround, linksOf } from './links-around.ts';
import { createStating, type StatingDependencies, statingActions, unknownIdentity } from './state-by-hand.ts';

type Dependencies = StatingDependencies & {
  identities: Pick<IdentityStore, 'read' | 'leadingTo'>;
  references: Pick<SubjectReferenceStore, 'find'>;
  audit: Pick<AuditLogStore, 'about'>;
};

type Told = { at: Date; actor: string; action: string; reason: string };

/** Who is who, for people: what links identities to a customer, and making and undoing links by hand. */
export const identityService = (dependencies: Dependencies) => {
  const { identities, profiles, references, audit } = dependencies;
  const state = createStating(dependencies);

  const linksAbout = async (identity: string): Promise<LinkTable> => {
    const own = await linksOf(identities, [identity]);
    return linksAround(identities, own, identitiesOf(identity, own));
  };

  /** What was done by hand; both sides of it are told of, so what concerns two of them comes once. */
  const toldOf = async (known: readonly string[]): Promise<Told[]> => {
    const told = new Map<string, Told>();
    for (const identity of known) {
      const reference = await references.find(identity);
      if (reference === null) continue;
      for (const { at, actor, action, detail } of await audit.about(reference))
        if (statingActions.includes(action))
          told.set(`${at.getTime()} ${action}`, { at, actor, action, reason: String(detail?.['reason']) });
    }
    return [...told.values()].sort((a, b) => b.at.getTime() - a.at.getTime());
  };

  return {
    merge: (request: MergeRequest, by: string): Promise<MergeResponse> => state('merge', request, by),
    undo: (request: MergeRequest, by: string): Promise<MergeResponse> => state('undo', request, by),

    /** Everything that an identity's customer is known as: the one whose profile it is first. */
    identitiesOf: async (identity: string): Promise<string[]> =>
      identitiesOf(identity, await linksAbout(identity)),

    /**
     * What links identities to a customer, and what was merged and undone by hand, the newest first.
     * @throws ProblemError 'not-found' for an identity that nothing is known of
     */
    overview: async (identity: string): Promise<{ links: IdentityLink[]; audit: Told[] }> => {
      const table = await linksAbout(identity);
      const links = linksToOwner(identity, table);
      if (links.length === 0 && (await profiles.read(identity)) === null) throw unknownIdentity(identity);
      const known = new Set([...identitiesOf(identity, table), ...links.map(({ from }) => from)]);
      return { links, audit: await toldOf([...known]) };
    },
  };
};

export type IdentityService = ReturnType<typeof identityService>;
