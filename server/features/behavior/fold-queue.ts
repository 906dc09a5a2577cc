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

type Asked = {
  /** May there be more of them than this process holds? */
  read: boolean;
  /** Those that may wait while events crowd in. */
  patient: ReadonlySet<string>;
};

/**
 * Profiles that wait to be folded, each once, the longest waiting first, those that cannot wait before all others.
 * What was taken is left alone until it is done, so that no profile is folded twice at once.
 */
export const createFoldQueue = () => {
  const hurried = new Map<string, Place>();
  const patient = new Map<string, Place>();
  const busy = new Set<string>();
  let unanswered = 0;

  const answer = (request: Request): void => {
    request.left -= 1;
    if (request.left > 0) return;
    unanswered -= 1;
    request.resolve(request.folds);
  };

  const placeOf = (id: string, isPatient: boolean): Place => {
    const place = hurried.get(id) ?? patient.get(id) ?? { requests: [], read: false };
    if (isPatient && !hurried.has(id)) patient.set(id, place);
    if (isPatient) return place;
    patient.delete(id);
    hurried.set(id, place);
    return place;
  };

  const takeFrom = (places: Map<string, Place>, taken: Map<string, Place>, most: number): void => {
    for (const [id, place] of places) {
      if (taken.size === most) return;
      if (busy.has(id)) continue;
      taken.set(id, place);
      places.delete(id);
    }
  };

  return {
    /** Resolves with the folds of these profiles, once all are done. */
    add: (profileIds: readonly string[], { read, patient: mayWait }: Asked): Promise<Folds> =>
      new Promise((resolve, reject) => {
        const ids = new Set(profileIds);
        if (ids.size === 0) return resolve(new Map());
        unanswered += 1;
        const request = { left: ids.size, alone: ids.size === 1, folds: new Map(), resolve, reject };
        for (const id of ids) {
          const place = placeOf(id, mayWait.has(id));
          place.requests.push(request);
          if (read) place.read = true;
        }
      }),

    /** At most so many of those that cannot wait, and then, where `all` is true, of the others. */
    take: (most: number, all: boolean): Taken => {
      const taken = new Map<string, Place>();
      takeFrom(hurried, taken, most);
      if (all) takeFrom(patient, taken, most);
      for (const id of taken.keys()) busy.add(id);
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

    /** Requests that are not answered yet, and profiles that wait. */
    length: (): { requests: number; profiles: number } => ({
      requests: unanswered,
      profiles: hurried.size + patient.size,
    }),
  };
};
