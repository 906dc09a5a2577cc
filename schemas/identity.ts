import { z } from 'zod';
import { CustomerId, ExternalId } from './key.ts';

/** What says that two identities are one person: a login, an alias, or somebody who merged them. */
export const linkCauses = ['identify', 'alias', 'merge'] as const;
export type LinkCause = (typeof linkCauses)[number];

/**
 * What became of a link: it holds; it was refused, because stitching devices wants consent; or it was undone, and is
 * not made again by what made it.
 */
export const linkStates = ['active', 'refused', 'undone'] as const;
export type LinkState = (typeof linkStates)[number];

/** From one identity to another, such as from a visitor's to a customer's. */
export type Link = {
  to: string;
  at: Date;
  messageId: string;
  cause: LinkCause;
  state: LinkState;
};

/** A link as people read it: one that holds may be of a device that others use as well. */
export type IdentityLink = Pick<Link, 'to' | 'at' | 'cause'> & {
  from: string;
  state: LinkState | 'shared';
  /** Since when what is anonymous on a shared device is nobody's. */
  sharedSince: Date | null;
};

/** Whose the events of an identity are: those before `until` are `owner`'s, from then on they are its own. */
export type Ownership = { owner: string | null; until: Date | null };

/** One identity of a request: exactly one of both ids. */
const NamedIdentity = z
  .strictObject({ customer_id: CustomerId.optional(), anonymous_id: ExternalId.optional() })
  .refine(
    ({ customer_id: customer, anonymous_id: visitor }) =>
      (customer === undefined) !== (visitor === undefined),
    'give customer_id or anonymous_id, one of them',
  );

type NamedIdentity = z.infer<typeof NamedIdentity>;

/** As profiles and links name it. */
export const identityNamed = ({ customer_id: customer, anonymous_id: visitor }: NamedIdentity): string =>
  customer === undefined ? `anonymous_id:${visitor}` : `customer_id:${customer}`;

const Reason = z.string().trim().min(1).max(500).describe('why; kept in the audit log, so name nobody in it');

const Pair = z.strictObject({ from: NamedIdentity, into: NamedIdentity, reason: Reason });
const leadsToCustomer = ({ into }: z.infer<typeof Pair>): boolean => into.customer_id !== undefined;
const customersAlone = { path: ['into'], message: 'nobody is merged into a visitor: name a customer' };

/** Two identities that somebody knows to be one person. */
export const MergeRequest = Pair.refine(leadsToCustomer, customersAlone);
export type MergeRequest = z.infer<typeof MergeRequest>;

/** Two identities that are one by a link, and are not one person after all. */
export const UndoRequest = Pair.refine(leadsToCustomer, customersAlone);

/** The profile that an identity belongs to, as far as it tells who that is. */
const MergedSide = z.strictObject({
  identity: z.string(),
  profile: z
    .strictObject({
      id: z.string(),
      identities: z.array(z.string()),
      version: z.number().int(),
      events: z.number().int(),
      orders: z.number().int(),
      first_seen_at: z.iso.datetime(),
      last_seen_at: z.iso.datetime(),
    })
    .nullable()
    .describe('null where nothing is kept of it'),
});
export type MergedSide = z.infer<typeof MergedSide>;

/** Both identities after a merge or its undo, and the link between them. */
export const MergeResponse = z.strictObject({
  link: z.strictObject({
    from: z.string(),
    to: z.string(),
    cause: z.enum(linkCauses),
    state: z.enum(linkStates),
    since: z.iso.datetime(),
  }),
  from: MergedSide,
  into: MergedSide,
});
export type MergeResponse = z.infer<typeof MergeResponse>;
