import { trafficOf } from './traffic.ts';
import { deviceOf, isProgram } from './user-agent.ts';

type Context = Record<string, unknown>;

/** What the request of a browser says beside its body; empty for a request that a server made. */
export type Visitor = {
  userAgent?: string;
  referrer?: string;
  geo?: Record<string, string>;
  /** Global Privacy Control. */
  gpc?: true;
};

/** What an event's context becomes, and whether a program made it. */
type Read = { context: Context; program: boolean };

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const inside = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Context)[name]
    : undefined;

const first = (...values: unknown[]): string | undefined =>
  values.map(text).find((value) => value !== undefined);

/** Addresses are personal data that nothing here needs. */
const withoutAddress = ({ ip: _ip, ip_address: _address, ...context }: Context): Context => context;

const trafficIn = (context: Context, visitor: Visitor) => {
  const page = context['page'];
  const url = first(context['url'], context['page_url'], inside(page, 'url'));
  const referrer = first(context['referrer'], inside(page, 'referrer'), visitor.referrer);
  const campaign = context['campaign'];
  const [source, medium, name] = ['source', 'medium', 'name'].map((part) => text(inside(campaign, part)));
  const known = {
    ...(source !== undefined && { source }),
    ...(medium !== undefined && { medium }),
    ...(name !== undefined && { name }),
  };
  return trafficOf({ url, referrer, ...(Object.keys(known).length > 0 && { campaign: known }) });
};

/**
 * An event's context with what it implies: device and traffic source, campaign and country where the sender did not
 * say them, from the page's address, the referrer and the User-Agent header. What was said is never replaced, and an
 * IP address is never kept.
 * @example visitContext({ referrer: 'https://t.co/x' }, {}).context['traffic_source'] // 'social'
 */
export const visitContext = (sent: Context, visitor: Visitor): Read => {
  const context = withoutAddress(sent);
  const userAgent = first(context['user_agent'], context['userAgent'], visitor.userAgent);
  const device = userAgent === undefined ? undefined : deviceOf(userAgent);
  const traffic = trafficIn(context, visitor);
  const { campaign } = traffic ?? {};
  return {
    program: userAgent !== undefined && isProgram(userAgent),
    context: {
      ...(device !== undefined && { device }),
      ...(traffic && { traffic_source: traffic.source }),
      ...(campaign && { campaign }),
      ...(visitor.geo && Object.keys(visitor.geo).length > 0 && { geo: visitor.geo }),
      ...context,
      ...(visitor.gpc && { gpc: true }),
    },
  };
};
