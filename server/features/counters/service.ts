import { type CountersReport, historyLimits } from '#schemas/history.ts';
import { counterText } from '#server/domain/conditions/history-words.ts';
import { holds } from '#server/domain/profiles/history.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { Connection } from '#server/platform/mongo.ts';
import type { CounterStore } from '#server/stores/counters.ts';
import type { EventStore } from '#server/stores/events.ts';
import type { HistoryStore } from '#server/stores/histories.ts';
import type { LeaseStore } from '#server/stores/leases.ts';
import { type CountProgress, countUncounted } from './back-fill.ts';
import { countInTurn } from './in-turn.ts';

type Dependencies = {
  db: Connection;
  histories: HistoryStore;
  events: EventStore;
  counters: CounterStore;
  leases: LeaseStore;
  release: () => Pick<CompiledRelease, 'number' | 'history'>;
  clock: Clock;
  /** Names this process among those that may do the same. */
  holder: string;
  onError: (error: unknown) => void;
};

/** Told of every batch; the next one waits for it. */
type Watch = (progress: CountProgress) => void | Promise<void>;

/** Profiles complete themselves when they are folded, so what a whole pass left over is looked for seldom. */
const restMs = 10 * 60_000;

/** The counters that conditions declare: counted for everyone, and told how far that has come. */
export const countersService = (dependencies: Dependencies) => {
  const { histories, counters, release, clock } = dependencies;
  const count = countInTurn({
    ...dependencies,
    count: (declared, options) => countUncounted(dependencies, declared, options),
  });
  let known = '';
  let stopped = false;
  let running: { declared: string; done: Promise<number> } | null = null;
  const watchers = new Set<Watch>();
  let finished = { declared: '', at: Number.NEGATIVE_INFINITY };

  /** What is declared now is remembered with its time. */
  const remember = async (): Promise<void> => {
    const { id, counters: declared } = release().history;
    if (known === id) return;
    await counters.declare(
      declared.map(({ key }) => key),
      clock(),
    );
    known = id;
  };

  const hasRest = (id: string): boolean =>
    finished.declared === id && clock().getTime() - finished.at < restMs;

  const fill = async (): Promise<number> => {
    const declared = release().history;
    await remember();
    if (declared.counters.length === 0 || hasRest(declared.id)) return 0;
    const mayGoOn = (): boolean => !stopped && release().history.id === declared.id;
    const { customers, isDone } = await count(declared, {
      mayGoOn,
      onProgress: async (progress) => {
        for (const watch of watchers) await watch(progress);
      },
    });
    if (isDone) finished = { declared: declared.id, at: clock().getTime() };
    return customers;
  };

  /** Two passes would count the same customers twice: whoever asks meanwhile waits for the one. */
  const wait = async (): Promise<number> => {
    for (;;) {
      const { id } = release().history;
      running ??= {
        declared: id,
        done: fill().finally(() => {
          running = null;
        }),
      };
      if (running.declared === id) return running.done;
      // one for another release stops by itself
      await running.done.catch(() => 0);
    }
  };

  return {
    /** Counts what customers lack of the release in force; stops when another one is. Safe to call at any time. */
    backFill: async (watch?: Watch): Promise<number> => {
      if (watch) watchers.add(watch);
      try {
        return await wait();
      } finally {
        if (watch) watchers.delete(watch);
      }
    },

    /** What is under way ends soon; another process, or the next start, goes on with it. */
    stop: (): void => {
      stopped = true;
    },

    report: async (): Promise<CountersReport> => {
      const { number, history } = release();
      const [groups, since] = await Promise.all([histories.countedAs(), counters.since()]);
      const customers = groups.reduce((sum, group) => sum + group.customers, 0);
      return {
        release: number,
        most: historyLimits.counters,
        customers,
        counters: history.uses.map(({ key, definition, keeps, usedBy }) => ({
          key,
          description: counterText(definition),
          usedBy: [...usedBy],
          keeps,
          since: since.get(key)?.toISOString() ?? null,
          counted: groups.reduce(
            (sum, group) =>
              sum + (group.history && holds(group.history, { key, keeps }) ? group.customers : 0),
            0,
          ),
        })),
      };
    },
  };
};

export type CountersService = ReturnType<typeof countersService>;
