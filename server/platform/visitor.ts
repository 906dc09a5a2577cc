import type { Request } from 'express';
import type { Settings } from '#schemas/settings.ts';
import type { Visitor } from '#server/domain/profiles/visit-context.ts';
import { mayRead } from './auth.ts';
import { withPrivacyControl } from './privacy-control.ts';

const longestHeader = 500;

const firstHeader = (req: Request, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = req.get(name)?.slice(0, longestHeader);
    if (value) return value;
  }
  return undefined;
};

/**
 * Are the headers of a request those of a visitor's browser? Pages name their origin with every POST. Browsers, and
 * the crawlers that run pages as they do, call themselves Mozilla; curl, Node and the clients of servers and apps do
 * not, and speak of themselves, not of a visitor. Node sends `Sec-Fetch-Mode`, so that header tells nothing.
 */
const isOfBrowser = (req: Request): boolean =>
  req.get('origin') !== undefined || /^Mozilla\//i.test(req.get('user-agent') ?? '');

/**
 * What a browser's request says of its visitor. A request with a server's key is the shop's own, and so is one that
 * no browser made: such headers describe the shop, which tells of the visitor in the event's context.
 */
export const visitorOf = (req: Request, { behavioral_tracking: tracking }: Settings): Visitor => {
  // whoever passes this header on speaks for the browser, a shop's server too
  const gpc = withPrivacyControl({}, req);
  if (mayRead(req) || !isOfBrowser(req)) return gpc;
  const userAgent = firstHeader(req, ['user-agent']);
  const places = Object.entries(tracking.geo_headers).flatMap(([place, names]) => {
    const value = firstHeader(req, names);
    return value === undefined ? [] : [[place, value] as const];
  });
  return {
    ...gpc,
    ...(userAgent !== undefined && { userAgent }),
    ...(places.length > 0 && { geo: Object.fromEntries(places) }),
  };
};
