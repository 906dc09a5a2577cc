/**
 * A repeatable stream of uniform numbers in [0, 1): the same seed always gives the same stream.
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), which passes BigCrush; not for secrets.
 * @example const random = seededRandom(7); random() // the same number on every machine
 */
export const seededRandom = (seed: number): (() => number) => {
  let a = 0;
  let b = seed >>> 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;
  const next = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return (result >>> 0) / 2 ** 32;
  };
  // the first outputs of neighboring seeds resemble each other
  for (let i = 0; i < 15; i++) next();
  return next;
};
