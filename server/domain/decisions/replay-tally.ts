import type { DecisionRecord, ElementChoice } from '#schemas/decision-record.ts';
import type { Metric } from '#schemas/metric.ts';
import type { ReplayExample, ReplayGroup, ReplayPlacement, ReplayResult } from '#schemas/replay.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { OutcomeIndex } from './evidence.ts';
import { reasonsOf } from './reasons.ts';
import { type Redecided, sameChoices } from './replay.ts';
import { rewardsOf, type Told } from './replay-rewards.ts';
import { placementValue } from './replay-value.ts';

/** One decision as it was and as the target makes it. */
export type Replayed = {
  record: DecisionRecord;
  redecided: Redecided;
  /** The release that it was made with. */
  source: CompiledRelease;
  told: Told;
  outcomes: OutcomeIndex;
};

type Setup = {
  target: CompiledRelease;
  /** Drafts are no release that anything was decided with. */
  isDraft: boolean;
  metrics: readonly Metric[];
};

const most = { examples: 20, examplesAlike: 3, moves: 50, devices: 20 } as const;

type Side = NonNullable<ReplayExample['before']>;
type PlacementTally = {
  elements: number;
  changed: number;
  moves: Map<string, ReplayPlacement['moves'][number]>;
  value: ReturnType<typeof placementValue>;
};

const entryOf = <T>(map: Map<string, T>, key: string, make: () => T): T => {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
};

const present = (
  element: ElementChoice | undefined,
  background: Parameters<typeof reasonsOf>[1],
): Side | null =>
  element === undefined
    ? null
    : {
        variant: element.variant,
        source: element.source,
        propensity: element.propensity,
        reasons: reasonsOf(element, background).map(({ message }) => message),
      };

const deviceOf = ({ facts }: DecisionRecord): string => {
  const device = facts.session['device'] ?? facts.context['device'];
  return typeof device === 'string' ? device : 'not said';
};

const byShare = (a: ReplayGroup, b: ReplayGroup): number =>
  b.changed / b.decisions - a.changed / a.decisions || b.decisions - a.decisions;

/**
 * Adds up what a release would have changed: by placement, for whom, with examples and its estimated value. Memory is
 * bounded by the releases' own size, however many decisions there are; those of one customer come one after the other.
 */
export const replayTally = ({ target, isDraft, metrics }: Setup) => {
  const counts = { decisions: 0, replayed: 0, changed: 0 };
  const repeats = { decisions: 0, identical: 0 };
  const leftOut = new Map<string, number>();
  const placements = new Map<string, PlacementTally>();
  const newPlacements = new Map<string, number>();
  const groups = new Map<string, ReplayGroup>();
  const examples: ReplayExample[] = [];
  const alike = new Map<string, number>();
  const devices = new Set<string>();

  const placementOf = (key: string): PlacementTally =>
    entryOf(placements, key, () => ({
      elements: 0,
      changed: 0,
      moves: new Map(),
      value: placementValue(metrics),
    }));

  const countGroup = (by: ReplayGroup['by'], value: string, isChanged: boolean): void => {
    const group = entryOf(groups, `${by}/${value}`, () => ({ by, value, decisions: 0, changed: 0 }));
    group.decisions += 1;
    group.changed += Number(isChanged);
  };

  const countGroups = ({ record, redecided }: Replayed, isChanged: boolean): void => {
    countGroup('customer', record.facts.profile['known'] === true ? 'known' : 'anonymous', isChanged);
    const device = deviceOf(record);
    if (devices.size < most.devices) devices.add(device);
    countGroup('device', devices.has(device) ? device : 'other', isChanged);
    for (const segment of redecided.choices.matches.segments) countGroup('segment', segment, isChanged);
  };

  const addExample = (
    { record, redecided, source }: Replayed,
    before: ElementChoice | undefined,
    after: ElementChoice | undefined,
  ): void => {
    const placement = (before ?? after)!.placement;
    const key = JSON.stringify([placement, before?.variant, after?.variant]);
    const seen = alike.get(key) ?? 0;
    if (examples.length >= most.examples || seen >= most.examplesAlike) return;
    alike.set(key, seen + 1);
    const rules = source.rules.items.filter((rule) => record.matches.rules.includes(rule.key));
    const matches = { ...record.matches, facts: record.facts, rules };
    examples.push({
      decision: record.experienceId,
      profileId: record.profileId,
      at: record.at,
      placement,
      before: present(before, { release: source, matches }),
      after: present(after, { release: target, matches: redecided.matches }),
    });
  };

  /** Whether the element differs. What could not be decided then is counted apart. */
  const addElement = (replayed: Replayed, key: string): boolean => {
    const { record, redecided, source, told, outcomes } = replayed;
    if (!source.placements.has(key)) {
      newPlacements.set(key, (newPlacements.get(key) ?? 0) + 1);
      return false;
    }
    const before = record.elements.find(({ placement }) => placement === key);
    const after = redecided.choices.elements.find(({ placement }) => placement === key);
    const tally = placementOf(key);
    tally.elements += 1;
    if (before && after) {
      const { placement, variant } = before;
      const rewards = rewardsOf({ experienceId: record.experienceId, placement, variant }, told, metrics);
      if (rewards !== null) tally.value.add({ unit: record.profileId, before, after, rewards, outcomes });
    }
    const [from, to] = [before?.variant ?? null, after?.variant ?? null];
    if (from === to) return false;
    tally.changed += 1;
    entryOf(tally.moves, JSON.stringify([from, to]), () => ({ from, to, elements: 0 })).elements += 1;
    addExample(replayed, before, after);
    return true;
  };

  const countRepeat = ({ record, redecided }: Replayed): void => {
    if (isDraft || record.release !== target.number) return;
    repeats.decisions += 1;
    repeats.identical += Number(sameChoices(redecided.choices, record));
  };

  const presentPlacement = ([placement, tally]: [string, PlacementTally]): ReplayPlacement => ({
    placement,
    elements: tally.elements,
    changed: tally.changed,
    moves: [...tally.moves.values()].sort((a, b) => b.elements - a.elements).slice(0, most.moves),
    values: tally.value.values(),
  });

  return {
    add: (replayed: Replayed): void => {
      const { record, redecided } = replayed;
      counts.decisions += 1;
      counts.replayed += 1;
      const keys = [...record.elements, ...redecided.choices.elements].map(({ placement }) => placement);
      const changes = [...new Set(keys)].filter((key) => addElement(replayed, key));
      counts.changed += Number(changes.length > 0);
      countGroups(replayed, changes.length > 0);
      countRepeat(replayed);
    },

    leaveOut: (reason: string): void => {
      counts.decisions += 1;
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
    },

    result: (): ReplayResult => ({
      ...counts,
      leftOut: [...leftOut].map(([reason, decisions]) => ({ reason, decisions })),
      repeats,
      currency: target.settings.currency,
      placements: [...placements].map(presentPlacement),
      newPlacements: [...newPlacements].map(([placement, elements]) => ({ placement, elements })),
      groups: [...groups.values()].sort(byShare),
      examples,
    }),
  };
};
