import type { InstanceDraft, StoredInstance } from '#server/stores/journey-instances.ts';

type Joined = { gone: StoredInstance[]; moved: InstanceDraft[] };

/** Of two who came into a journey the one who moved in it last tells where it goes on. */
const latestFirst = (a: StoredInstance, b: StoredInstance): number => b.since.getTime() - a.since.getTime();

/**
 * What becomes of journeys when customers turn out to be others: `movedTo` says who is part of whom. Where both are in
 * a journey, the place of the one who remains stands.
 */
export const joinInstances = (
  instances: readonly StoredInstance[],
  movedTo: ReadonlyMap<string, string>,
): Joined => {
  const placeOf = (journey: string, profileId: string): string => JSON.stringify([journey, profileId]);
  const gone = instances.filter(({ profileId }) => movedTo.has(profileId)).sort(latestFirst);
  const taken = new Set(
    instances
      .filter(({ profileId }) => !movedTo.has(profileId))
      .map(({ journey, profileId }) => placeOf(journey, profileId)),
  );
  const moved = gone.flatMap(({ _id, scope, version, ...instance }) => {
    const profileId = movedTo.get(instance.profileId)!;
    const place = placeOf(instance.journey, profileId);
    if (taken.has(place)) return [];
    taken.add(place);
    return [{ ...instance, profileId }];
  });
  return { gone, moved };
};
