/** What `within` resolves to when the time is over. */
export const LATE = Symbol('late');

/**
 * The result of some work, or LATE after so many milliseconds; the work itself goes on.
 * @throws whatever the work throws in time
 */
export const within = async <T>(work: Promise<T>, milliseconds: number): Promise<T | typeof LATE> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
};
