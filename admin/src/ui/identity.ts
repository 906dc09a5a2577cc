/**
 * What people call a customer: the id as the shop knows it, without what kind of id it is.
 * @example subjectOf('customer_id:ada') // 'ada'
 */
export const subjectOf = (identity: string): string => identity.slice(identity.indexOf(':') + 1);
