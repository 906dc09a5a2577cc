import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { StoredEvent } from '#schemas/event.ts';
import { type Behind, countedFor, mayComeOf, showingsToAsk } from '#server/domain/decisions/replay-caps.ts';
import { needsEvents, rebuildKnown } from '#server/domain/decisions/replay-facts.ts';
import { needOf, type ReplayPlan } from '#server/domain/decisions/replay-needs.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { DecisionStore } from '#server/stores/decisions.ts';
import type { EventStore } from '#server/stores/events.ts';

type Sources = {
  decisions: Pick<DecisionStore, 'readMany'>;
  events: Pick<EventStore, 'historyOf'>;
  /** The release that decisions were made with, ready; null when it cannot be made so any more. */
  sourceOf: (number: number) => Promise<CompiledRelease | null>;
  product: FoldContext['product'];
};

type Known = Pick<DecisionRecord, 'facts' | 'profile'>;
/** What a decision would have known; undefined where that is what it recorded. */
type Answer = { state: 'known'; known: Known | undefined } | { state: 'impossible'; reason: string };

const GONE = {
  events: 'facts had to be rebuilt, and the customer’s events are no longer all kept',
  decisions: 'showings had to be counted by rule, and the decisions behind them are no longer all kept',
} as const;

/** What is read of the customer whose decisions are looked at; theirs follow each other. */
const ofOneCustomer = <T>(read: (profileId: string) => T) => {
  let last: { profileId: string; value: T } | null = null;
  return (profileId: string): T => {
    if (last?.profileId !== profileId) last = { profileId, value: read(profileId) };
    return last.value;
  };
};

/**
 * Reads what recorded decisions of consecutive customers would have known under another release, rebuilding from events
 * and from the decisions behind them what they did not record.
 * @example await knowledgeReader(sources)(record, plan, products) // { state: 'known', known: undefined }
 */
export const knowledgeReader = ({ decisions, events, sourceOf, product }: Sources) => {
  const historyOf = ofOneCustomer((profileId) => events.historyOf(profileId));
  const behindOf = ofOneCustomer(() => new Map<string, Behind>());

  const readBehind = async (ids: readonly string[], known: Map<string, Behind>): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !known.has(id));
    if (missing.length === 0) return;
    for (const record of await decisions.readMany(missing)) {
      const release = await sourceOf(record.release);
      if (release !== null) known.set(record.experienceId, { record, release });
    }
  };

  /** The events as the plan's new caps would have them count; null where a decision that may matter is gone. */
  const countAnew = async (
    { profileId, at }: DecisionRecord,
    { newCaps }: ReplayPlan,
    history: readonly StoredEvent[],
  ): Promise<StoredEvent[] | null> => {
    const behind = behindOf(profileId);
    const showings = showingsToAsk(history, newCaps, at);
    const idOf = ({ exposure }: StoredEvent): string => exposure?.experienceId ?? '';
    await readBehind(showings.map(idOf), behind);
    if (showings.some((showing) => !behind.has(idOf(showing)) && mayComeOf(showing, newCaps))) return null;
    const asked = new Set(showings.map(idOf));
    return countedFor(history, newCaps, (id) => (asked.has(id) ? behind.get(id) : undefined));
  };

  return async (record: DecisionRecord, plan: ReplayPlan, products: ReadonlySet<string>): Promise<Answer> => {
    const need = needOf(record, plan, products);
    if (need.state === 'impossible') return need;
    if (need.state === 'nothing') return { state: 'known', known: undefined };
    const { sections } = need;
    const told = record.profile && needsEvents(sections) ? await historyOf(record.profileId) : [];
    const history = sections.includes('ruleShowings') ? await countAnew(record, plan, told) : told;
    if (history === null) return { state: 'impossible', reason: GONE.decisions };
    const known = rebuildKnown({ record, sections, target: plan.target, history, product });
    return known ? { state: 'known', known } : { state: 'impossible', reason: GONE.events };
  };
};
