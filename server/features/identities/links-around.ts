import type { Link } from '#schemas/identity.ts';
import { isCustomer } from '#server/domain/identities/links.ts';
import { type LinkTable, rootOf } from '#server/domain/identities/plan.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import type { IdentityStore } from '#server/stores/identities.ts';

type Read = (ids: readonly string[]) => Promise<ReadonlyMap<string, Link[]>>;
type Table = Map<string, Link[]>;

/** Identities that are followed at most: a customer with more devices than that is nobody's. */
const MOST_FOLLOWED = 500;

/** Reads what some identities have, then what that leads to, until nothing new is found. */
const spread = async (
  table: Table,
  start: readonly string[],
  read: Read,
  next: (found: ReadonlyMap<string, Link[]>) => string[],
): Promise<void> => {
  const asked = new Set<string>();
  for (let ids = [...new Set(start)]; ids.length > 0 && asked.size < MOST_FOLLOWED; ) {
    for (const id of ids) asked.add(id);
    const found = await read(ids);
    for (const [identity, links] of found) table.set(identity, links);
    ids = [...new Set(next(found))].filter((id) => !asked.has(id));
  }
};

const targetsOf = (found: LinkTable): string[] =>
  [...found.values()].flatMap((links) => links.map(({ to }) => to));

type Links = Pick<IdentityStore, 'read' | 'leadingTo'>;

/** The links of some identities, and of the customers that these lead to. */
export const linksOf = async (
  identities: Links,
  ids: readonly string[],
  session?: ClientSession,
): Promise<LinkTable> => {
  const table: Table = new Map();
  await spread(table, ids, (next) => identities.read(next, session), targetsOf);
  return table;
};

/**
 * Everything that decides what claims about some identities come to: the links that are known, of whoever leads to the
 * customers among them, and of those whom they lead to in turn.
 */
export const linksAround = async (
  identities: Links,
  known: LinkTable,
  ids: readonly string[],
  session?: ClientSession,
): Promise<LinkTable> => {
  const leading: Table = new Map();
  // whoever had what changes hands is concerned as well
  const customers = [...ids, ...targetsOf(known)].filter(isCustomer).flatMap((id) => [id, rootOf(known, id)]);
  const up: Read = (ids) => identities.leadingTo(ids, session);
  await spread(leading, customers, up, (found) => [...found.keys()].filter(isCustomer));
  // whoever leads to one of them may lead to somebody else as well
  const beyond = await linksOf(identities, targetsOf(leading), session);
  return new Map([...known, ...leading, ...beyond]);
};
