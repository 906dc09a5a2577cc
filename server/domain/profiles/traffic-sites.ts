import type { TrafficSource } from './traffic-sources.ts';

/** The sites whose visitors did not merely follow a link; `google.*` is a name under any country's ending. */
const sites: Readonly<Partial<Record<TrafficSource, readonly string[]>>> = {
  search: [
    'google.*',
    'bing.*',
    'yahoo.*',
    'duckduckgo.com',
    'ecosia.org',
    'baidu.com',
    'yandex.*',
    'startpage.com',
    'qwant.com',
    'search.brave.com',
    'naver.com',
    'seznam.cz',
    'sogou.com',
    'perplexity.ai',
  ],
  social: [
    'facebook.com',
    'fb.com',
    'instagram.com',
    'threads.net',
    'twitter.com',
    'x.com',
    't.co',
    'linkedin.com',
    'lnkd.in',
    'pinterest.*',
    'pin.it',
    'reddit.com',
    'tiktok.com',
    'youtube.com',
    'youtu.be',
    'snapchat.com',
    'bsky.app',
    'vk.com',
    'weibo.com',
    'whatsapp.com',
    't.me',
    'xing.com',
  ],
  email: [
    'mail.google.com',
    'mail.yahoo.com',
    'outlook.live.com',
    'outlook.office.com',
    'mail.proton.me',
    'mail.aol.com',
    'mail.ru',
  ],
};

/** A site to what its visitors are. */
export const domainsOf: ReadonlyMap<string, TrafficSource> = new Map(
  Object.entries(sites).flatMap(([kind, names]) => names.map((name) => [name, kind as TrafficSource])),
);
