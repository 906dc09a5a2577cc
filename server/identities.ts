import type { Scope } from '#schemas/scope.ts';
import type { Folder } from './features/behavior/fold.ts';
import { identityService } from './features/identities/service.ts';
import type { Clock } from './platform/clock.ts';
import type { Connection } from './platform/mongo.ts';
import { auditLogStore } from './stores/audit-log.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  scope: Scope;
  stores: Pick<Stores, 'identities' | 'profiles' | 'references'>;
  folder: Pick<Folder, 'link'>;
  forget: (profileId: string) => void;
  clock: Clock;
};

/** Who is who, over the stores of one environment. */
export const createIdentities = ({ db, scope, stores, folder, forget, clock }: Dependencies) =>
  identityService({ ...stores, audit: auditLogStore(db, scope), link: folder.link, forget, clock });
