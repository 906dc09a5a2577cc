export const DOCUMENTS = 100_000;
const CATEGORIES = 5000;
export const BATCH = 500;

/** What is stored: about 260 bytes, with an index on `category`. */
export type Order = {
  _id: string;
  category: string;
  amount: number;
  at: Date;
  customer: { id: string; city: string };
  tags: string[];
  note: string;
};

const start = Date.UTC(2026, 0, 1);

export const orderId = (number: number): string => `order-${String(number).padStart(9, '0')}`;
export const categoryName = (number: number): string => `category-${number % CATEGORIES}`;

/** The same for the same number. */
export const orderOf = (number: number): Order => ({
  _id: orderId(number),
  category: categoryName(number * 7),
  amount: (number * 37) % 10_000,
  at: new Date(start + number * 1000),
  customer: { id: `c${number % 9973}`, city: 'Vienna' },
  tags: [`t${number % 7}`, `t${number % 11}`, 'all'],
  note: 'n'.repeat(60 + (number % 60)),
});

export const batchOf = (number: number): Order[] =>
  Array.from({ length: BATCH }, (_, place) => orderOf(newOrder('insertMany', number * BATCH + place)));

/** Numbers of new documents: beyond those that are there, apart for each case. */
export const newOrder = (kind: 'insertOne' | 'insertMany', number: number): number =>
  DOCUMENTS + (kind === 'insertOne' ? 0 : 10_000_000) + number;

/** The first documents one after another, far apart; none twice, so that no update can be lost in another. */
export const anyOrder = (number: number): number => (number * 61_803) % DOCUMENTS;

export const cases = [
  'findOne by _id',
  'indexed find',
  'insertOne',
  'updateOne',
  'insertMany',
  '$group',
] as const;
export type Case = (typeof cases)[number];

/**
 * Makes one call of a case ready. The call answers with how many documents or groups it has read or written, so that
 * no subject can leave work out.
 */
export type Work = Readonly<Record<Case, (number: number) => () => Promise<number>>>;

/** One turn of a subject: calls from a number on, some at a time. */
export type Turn = { name: Case; from: number; calls: number; inFlight: number };

/** Latencies and processor time a call in microseconds, calls a second, and the sum of the answers. */
export type Measured = { latencies: number[]; cpu: number; rate: number; answers: number };

/** Takes one turn and measures it, without what makes it ready. */
export const takeTurn = async (work: Work, { name, from, calls, inFlight }: Turn): Promise<Measured> => {
  const ready = Array.from({ length: calls }, (_, place) => work[name](from + place));
  const latencies: number[] = [];
  let [next, answers] = [0, 0];
  const lane = async (): Promise<void> => {
    for (let call = ready[next++]; call; call = ready[next++]) {
      const began = performance.now();
      const answer = await call();
      latencies.push((performance.now() - began) * 1000);
      answers += answer;
    }
  };
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: inFlight }, lane));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { latencies, cpu: (user + system) / calls, rate: calls / seconds, answers };
};
