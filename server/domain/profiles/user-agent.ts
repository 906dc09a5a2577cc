import Bowser from 'bowser';
import { isbot } from 'isbot';

export type Device = 'desktop' | 'mobile' | 'tablet' | 'tv';

const devices: Readonly<Record<string, Device>> = {
  desktop: 'desktop',
  mobile: 'mobile',
  tablet: 'tablet',
  tv: 'tv',
};

/**
 * Does this User-Agent header name a program instead of a person's browser, by the list that isbot keeps? A header that
 * says nothing counts as one.
 * @example isProgram('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)') // true
 */
export const isProgram = (userAgent: string): boolean => userAgent.trim() === '' || isbot(userAgent);

/**
 * The kind of device that a User-Agent header names, as bowser reads it; undefined for one that says nothing of it.
 * @example deviceOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) …') // 'mobile'
 */
export const deviceOf = (userAgent: string): Device | undefined =>
  userAgent.trim() === '' ? undefined : devices[Bowser.parse(userAgent).platform.type ?? ''];
