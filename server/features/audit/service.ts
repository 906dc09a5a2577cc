import type { AuditFilter, AuditRow } from '#schemas/audit.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { SubjectReferenceStore } from '#server/stores/subject-references.ts';

type Dependencies = {
  store: Pick<AuditLogStore, 'list'>;
  references: Pick<SubjectReferenceStore, 'find' | 'namedBy'>;
};

const isIdentity = (text: string): boolean => /^(customer_id|anonymous_id):/.test(text);

/** The audit log for people: a customer is named by the own id for as long as something is kept about them. */
export const auditService = ({ store, references }: Dependencies) => {
  /** A customer of whom nothing was ever told has no reference; then the id itself finds nothing. */
  const subjectOf = async (asked: string | undefined) =>
    asked !== undefined && isIdentity(asked) ? { exactly: (await references.find(asked)) ?? asked } : asked;

  return {
    /** A page, the newest first; a `subject` is part of one, or an identity such as `customer_id:7`. */
    list: async (filter: AuditFilter, range: ListQuery['range']): Promise<ListPage<AuditRow>> => {
      const page = await store.list({ ...filter, subject: await subjectOf(filter.subject) }, range);
      const customers = await references.namedBy(page.rows.map(({ subject }) => subject));
      const rows = page.rows.map((entry): AuditRow => {
        const customer = customers.get(entry.subject);
        return { ...entry, ...(customer !== undefined && { customer }) };
      });
      return { ...page, rows };
    },
  };
};

export type AuditService = ReturnType<typeof auditService>;
