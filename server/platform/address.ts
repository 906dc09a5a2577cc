/**
 * The address of a request as logs and problems show it: without its query, and without an experience token, which
 * holds a customer's id.
 * @example shownAddress('/experience/eyJ2.sig/performance?x=1') // '/experience/{id}/performance'
 */
export const shownAddress = (url: string): string => {
  const [path = ''] = url.split('?');
  return path.replace(/\/experience\/[^/]+\//, '/experience/{id}/');
};
