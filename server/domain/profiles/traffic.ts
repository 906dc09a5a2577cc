import { domainsOf } from './traffic-sites.ts';
import type { TrafficSource } from './traffic-sources.ts';

type Arrival = {
  /** The address of the page, with its query. */
  url?: string | undefined;
  referrer?: string | undefined;
  /** The campaign where it was already read from the address. */
  campaign?: Campaign | undefined;
};

type Campaign = { source?: string; medium?: string; name?: string; term?: string; content?: string };
export type Traffic = { source: TrafficSource; campaign?: Campaign };

const textLength = 200;
const paidMedium = /^(cpc|ppc|cpm|cpv|cpa|paid.*|display|banner|retargeting|affiliate)$/;
const socialMedium = /^(social.*|sm)$/;
const emailMedium = /^(e-?mail|newsletter)$/;
/** What advertisers' networks add to the addresses they link to. */
const clickIds = ['gclid', 'gbraid', 'wbraid', 'msclkid', 'dclid', 'ttclid'];

const parsed = (address: string | undefined): URL | null => {
  try {
    return address === undefined ? null : new URL(address);
  } catch {
    return null;
  }
};

const campaignIn = (query: URLSearchParams): Campaign => {
  const value = (name: string): string | undefined =>
    query.get(name)?.trim().slice(0, textLength) || undefined;
  const [source, medium, name] = [value('utm_source'), value('utm_medium'), value('utm_campaign')];
  const [term, content] = [value('utm_term'), value('utm_content')];
  return {
    ...(source !== undefined && { source }),
    ...(medium !== undefined && { medium }),
    ...(name !== undefined && { name }),
    ...(term !== undefined && { term }),
    ...(content !== undefined && { content }),
  };
};

/** `m.facebook.com` belongs to the site `facebook.com`, and `www.google.co.uk` to `google`. */
const kindOfSite = (host: string): TrafficSource | null => {
  const labels = host.toLowerCase().split('.');
  for (let from = 0; from < labels.length - 1; from += 1) {
    const kind = domainsOf.get(labels.slice(from).join('.')) ?? domainsOf.get(`${labels[from]}.*`);
    if (kind !== undefined) return kind;
  }
  return null;
};

const kindOfMedium = (medium: string | undefined): TrafficSource | null => {
  const text = medium?.toLowerCase() ?? '';
  if (paidMedium.test(text)) return 'paid';
  if (emailMedium.test(text)) return 'email';
  if (socialMedium.test(text)) return 'social';
  if (text === 'organic') return 'search';
  return text === 'referral' ? 'referral' : null;
};

const kindOfReferrer = (referrer: URL | null, page: URL | null): TrafficSource => {
  if (referrer === null || !referrer.protocol.startsWith('http')) return 'direct';
  // from one page of the shop to another
  if (page !== null && referrer.hostname === page.hostname) return 'direct';
  return kindOfSite(referrer.hostname) ?? 'referral';
};

/**
 * Where a visitor came from: what the page's address says of the campaign (`utm_…`, click ids of advertising), else
 * the site that the referrer names, else `direct`. Null when nothing of it is known.
 * @example trafficOf({ referrer: 'https://www.google.com/' })?.source // 'search'
 */
export const trafficOf = ({ url, referrer, campaign: known }: Arrival): Traffic | null => {
  if (url === undefined && referrer === undefined && known === undefined) return null;
  const page = parsed(url);
  const query = page?.searchParams ?? new URLSearchParams();
  const campaign = { ...campaignIn(query), ...known };
  const paid = clickIds.some((name) => query.has(name));
  const named = campaign.source === undefined ? null : kindOfSite(`${campaign.source}.com`);
  const source =
    kindOfMedium(campaign.medium) ??
    (paid ? 'paid' : null) ??
    (campaign.source === undefined ? kindOfReferrer(parsed(referrer), page) : (named ?? 'referral'));
  return { source, ...(Object.keys(campaign).length > 0 && { campaign }) };
};
