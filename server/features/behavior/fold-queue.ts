import type { FoldedProfile } from './fold-profile.ts';

export type Folds = ReadonlyMap<string, FoldedProfile>;

type Request = {
  /** Profiles of it that are not folded yet. */
  left: number;
  readonly alone: boolean;
  readonly folds: Map<string, FoldedProfile>;
  resolve: (folds: Folds) => void;
  reject: (error: unknown) => void;
};

/** One profile that is to be folded, for whoever asked; `read` where what this process holds may not be all. */
type Place = { requests: Request[]; read: boolean };
export type Taken = ReadonlyMap<string, Place>;

/**
 * Profiles that wait to be folded, each once, the longest waiting first. What was taken is left alone until it is
 * done, so that no profile is folded twice at once.
 */
export const createFoldQueue = () => {
  const places = new Map<string, Place>();
  const busy = new Set<string>();
  let unanswered = 0;

  const answer = (request: Request): void => {
    request.left -= 1;
    if (request.left > 0) return;
    unanswered -= 1;
    request.resolve(request.folds);
  };

  const placeOf = (id: string): Place => {
    const found = places.get(id);
    if (found) return found;
    const made = { requests: [], read: false };
    places.set(id, made);
    return made;
  };

  return {
    /** Resolves with the folds of these profiles, once all are done. */
    add: (profileIds: readonly string[], read: boolean): Promise<Folds> =>
      new Promise((resolve, reject) => {
        const ids = new Set(profileIds);
        if (ids.size === 0) return resolve(new Map());
        unanswered += 1;
        const request = { left: ids.size, alone: ids.size === 1, folds: new Map(), resolve, reject };
        for (const id of ids) {
          const place = placeOf(id);
          place.requests.push(request);
          if (read) place.read = true;
        }
      }),

    take: (most: number): Taken => {
      const taken = new Map<string, Place>();
      for (const [id, place] of places) {
        if (taken.size === most) break;
        if (!busy.has(id)) taken.set(id, place);
      }
      for (const id of taken.keys()) {
        places.delete(id);
        busy.add(id);
      }
      return taken;
    },

    /** Whoever asked for one profile alone hears why it failed; of several, it is missing in the answer. */
    done: (taken: Taken, folds: Folds, errors: ReadonlyMap<string, unknown>): void => {
      for (const [id, { requests }] of taken) {
        busy.delete(id);
        const fold = folds.get(id);
        for (const request of requests) {
          if (fold) request.folds.set(id, fold);
          if (request.alone && errors.has(id)) request.reject(errors.get(id));
          answer(request);
        }
      }
    },

    /** Requests that are not answered yet. */
    unanswered: (): number => unanswered,
  };
};
