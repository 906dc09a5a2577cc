import { describe, expect, test } from 'vitest';
import { trafficOf } from '#server/domain/profiles/traffic.ts';
import { deviceOf, isProgram } from '#server/domain/profiles/user-agent.ts';
import { visitContext } from '#server/domain/profiles/visit-context.ts';

const page = 'https://shop.example/p';

describe('where a visitor came from', () => {
  test.each<[string, Parameters<typeof trafficOf>[0], string | undefined]>([
    ['nothing is known', {}, undefined],
    ['an address typed in', { url: page }, 'direct'],
    ['an empty referrer', { url: page, referrer: '' }, 'direct'],
    ['another page of the shop', { url: page, referrer: 'https://shop.example/' }, 'direct'],
    ['an app', { referrer: 'android-app://com.example' }, 'direct'],
    ['a search', { referrer: 'https://www.google.co.uk/search?q=tea' }, 'search'],
    ['another search', { referrer: 'https://duckduckgo.com/' }, 'search'],
    ['a search within a site of other things', { referrer: 'https://search.brave.com/' }, 'search'],
    ['a social site', { referrer: 'https://m.facebook.com/' }, 'social'],
    ['a short link of a social site', { referrer: 'https://t.co/abc' }, 'social'],
    ['mail read on the web', { referrer: 'https://mail.google.com/' }, 'email'],
    ['any other site', { referrer: 'https://blog.example/post' }, 'referral'],
    ['a site whose name only ends alike', { referrer: 'https://notfacebook.com/' }, 'referral'],
    ['a campaign by e-mail', { url: `${page}?utm_medium=email&utm_source=news` }, 'email'],
    ['a campaign on a social site', { url: `${page}?utm_source=facebook` }, 'social'],
    ['a paid campaign there', { url: `${page}?utm_source=facebook&utm_medium=cpc` }, 'paid'],
    ['a campaign of a partner', { url: `${page}?utm_source=partner` }, 'referral'],
    ['an advertisement in a search', { url: `${page}?gclid=1`, referrer: 'https://google.com/' }, 'paid'],
    [
      'a campaign goes before the referrer',
      { url: `${page}?utm_medium=email`, referrer: 'https://t.co' },
      'email',
    ],
    ['an address that is none', { url: 'no address', referrer: 'nor this' }, 'direct'],
  ])('%s', (_name, arrival, source) => {
    expect(trafficOf(arrival)?.source).toBe(source);
  });
  test('a campaign is read in its parts', () => {
    const url = `${page}?utm_source=news&utm_medium=email&utm_campaign=spring&utm_term=tea&utm_content=top`;
    expect(trafficOf({ url })?.campaign).toEqual({
      ...{ source: 'news', medium: 'email', name: 'spring' },
      ...{ term: 'tea', content: 'top' },
    });
  });
});

const agents = {
  desktop:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
  pixel: 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36',
  tablet: 'Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 Chrome/126.0 Safari/537.36',
  ipad: 'Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
  tv: 'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 Version/6.0 TV Safari/537.36',
  cubot: 'Mozilla/5.0 (Linux; Android 9; CUBOT P30) AppleWebKit/537.36 Chrome/88.0 Mobile Safari/537.36',
};

describe('a User-Agent header', () => {
  test.each([
    ['desktop', 'desktop'],
    ['mac', 'desktop'],
    ['iphone', 'mobile'],
    ['pixel', 'mobile'],
    ['cubot', 'mobile'],
    ['tablet', 'tablet'],
    ['ipad', 'tablet'],
    ['tv', 'tv'],
  ] as const)('of %s is a person at a %s', (name, device) => {
    expect([deviceOf(agents[name]), isProgram(agents[name])]).toEqual([device, false]);
  });
  test.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36',
    'curl/8.5.0',
    'python-requests/2.32',
    '',
  ])('"%s" is a program', (agent) => {
    expect(isProgram(agent)).toBe(true);
  });
});

describe("an event's context", () => {
  test('says what the request implies, and nothing that was said is replaced', () => {
    const sent = { device: 'kiosk', referrer: 'https://t.co/x', locale: 'de' };
    expect(visitContext(sent, { userAgent: agents.iphone, geo: { country: 'AT' } }).context).toEqual({
      ...sent,
      traffic_source: 'social',
      geo: { country: 'AT' },
    });
  });
  test('never keeps an address', () => {
    expect(visitContext({ ip: '203.0.113.7', ip_address: '203.0.113.7' }, {}).context).toEqual({});
  });
  test.each([
    [{ user_agent: 'curl/8.5.0' }, {}, true],
    [{}, { userAgent: 'curl/8.5.0' }, true],
    [{ userAgent: agents.mac }, { userAgent: 'curl/8.5.0' }, false],
    [{}, {}, false],
  ])('of %j with %j tells a program: %s', (context, visitor, program) => {
    expect(visitContext(context, visitor).program).toBe(program);
  });
});
