import { hashSecret } from '#server/platform/auth.ts';
import type { Clock } from '#server/platform/clock.ts';
import { problem } from '#server/platform/problems.ts';
import type { RateLimitStore } from '#server/stores/rate-limits.ts';

const windowMs = 15 * 60_000;
const mostAttempts = 10;

type Dependencies = { limits: RateLimitStore; clock: Clock };

/** Ten attempts a quarter of an hour for an address from an IP, counted before the password is looked at. */
export const createLoginThrottle = ({ limits, clock }: Dependencies) => {
  const nameOf = (email: string, ip: string): { name: string; end: Date } => {
    const start = Math.floor(clock().getTime() / windowMs) * windowMs;
    return { name: `login/${hashSecret(`${email} ${ip}`)}/${start}`, end: new Date(start + windowMs) };
  };
  return {
    /** @throws ProblemError 'too-many-requests' */
    attempt: async (email: string, ip: string): Promise<void> => {
      const { name, end } = nameOf(email, ip);
      if ((await limits.count(name, end)) <= mostAttempts) return;
      const seconds = Math.ceil((end.getTime() - clock().getTime()) / 1000);
      throw problem('too-many-requests', {
        detail: `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`,
        headers: { 'Retry-After': String(seconds) },
      });
    },
    succeeded: (email: string, ip: string): Promise<void> => limits.reset(nameOf(email, ip).name),
  };
};
