import type { RuleChange } from '#schemas/rule-activity.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import { problem } from '#server/platform/problems.ts';
import type { Documents } from './documents.ts';
import type { DocumentRecord } from './records.ts';

type Who = { environment: string; author: string };
type Step = { record: DocumentRecord; change: RuleChange };

const isDrafted = ({ draft }: DocumentRecord, archived: boolean): boolean =>
  draft !== null && (draft.state === 'archived') === archived;

/** What a rule is that does not say. */
const unsaid: RuleChange = { priority: 1, enabled: true };

/** The rule with what is changed, the rest as it is written: what went without saying still does. */
const changed = ({ record, change: { archived: _, ...fields } }: Step): Record<string, unknown> => {
  const written = { ...(record.body as Record<string, unknown>), ...fields };
  const live = record.live?.body as object | undefined;
  const plain = (Object.keys(fields) as (keyof typeof fields)[]).filter(
    (name) => fields[name] === unsaid[name] && !(live !== undefined && Object.hasOwn(live, name)),
  );
  return Object.fromEntries(Object.entries(written).filter(([name]) => !plain.some((one) => one === name)));
};

/** Changes the drafts of several rules: priorities after a rule was moved, switches, archiving. */
export const createRuleDrafts = (documents: Documents) => {
  const editOf = (who: Who, { key, etag }: DocumentRecord) => ({
    ...who,
    kind: 'rule' as const,
    key,
    ifMatch: etag,
  });

  const archive = async (who: Who, record: DocumentRecord): Promise<DocumentRecord> => {
    if (isDrafted(record, true) || record.status === 'archived') return record;
    const left = await documents.remove(editOf(who, record));
    // what had a draft is live without it now, or it never was
    return record.draft !== null && left.live !== null ? documents.remove(editOf(who, left)) : left;
  };

  /** A draft that says what is in force already is none. */
  const write = async (who: Who, step: Step): Promise<DocumentRecord> => {
    const { record } = step;
    const body = changed(step);
    const isLive = record.live !== null && canonicalJson(body) === canonicalJson(record.live.body);
    if (!isLive) return documents.save(editOf(who, record), body);
    return record.draft === null ? record : documents.remove(editOf(who, record));
  };

  return {
    /**
     * Applies changes by key, and answers with the records. A rule that is to be gone is refused no less than one that
     * does not exist, before anything is written.
     * @throws ProblemError 'invalid-request' for unknown rules, 'precondition-failed' when one is changed meanwhile
     */
    change: async (who: Who, changes: Readonly<Record<string, RuleChange>>): Promise<DocumentRecord[]> => {
      const records = await documents.ofKind(who.environment, 'rule', false);
      const byKey = new Map(records.map((record) => [record.key, record]));
      const unknown = Object.keys(changes).filter((key) => !byKey.has(key));
      if (unknown.length > 0)
        throw problem('invalid-request', {
          detail: 'Some rules are not known.',
          errors: unknown.map((key) => ({ path: `/rules/${key}`, message: `there is no rule "${key}"` })),
        });
      const written: DocumentRecord[] = [];
      for (const [key, change] of Object.entries(changes)) {
        const step = { record: byKey.get(key)!, change };
        written.push(change.archived ? await archive(who, step.record) : await write(who, step));
      }
      return written;
    },
  };
};

export type RuleDrafts = ReturnType<typeof createRuleDrafts>;
