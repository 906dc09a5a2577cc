/**
 * The address of a request as logs and problems show it: without its query, and without what names a customer, which
 * an experience token does as well.
 * @example shownAddress('/experience/eyJ2.sig/performance?x=1') // '/experience/{id}/performance'
 */
export const shownAddress = (url: string): string => {
  const [path = ''] = url.split('?');
  return path
    .replace(/\/experience\/[^/]+\//, '/experience/{id}/')
    .replace(/\/(profile|customers|insights)\/(?!merge(?:\/undo)?$)[^/]+/, '/$1/{id}');
};
