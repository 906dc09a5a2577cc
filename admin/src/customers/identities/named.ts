/** An identity as the merge calls take it. */
export const named = (identity: string): Record<string, string> => {
  const separator = identity.indexOf(':');
  return { [identity.slice(0, separator)]: identity.slice(separator + 1) };
};

export const isCustomer = (identity: string): boolean => identity.startsWith('customer_id:');

/** Where a reason for a merge goes. */
export const keptInAudit = 'It is kept in the audit log, beyond an erasure: name nobody in it.';
