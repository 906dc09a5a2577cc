import { z } from 'zod';

const isTimeZone = (name: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};

/** The name of a time zone by which clocks are read, such as `Europe/Berlin`. */
export const TimeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, { error: ({ input }) => `"${input}" is not an IANA time zone` });
