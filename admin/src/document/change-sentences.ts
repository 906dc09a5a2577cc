import type { Action } from '#schemas/action.ts';
import { type Condition, TopCondition } from '#schemas/condition.ts';
import type { Kind } from '#schemas/document.ts';
import { formOf } from '#server/domain/conditions/forms.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import { conditionSentence } from '../conditions/sentence.ts';
import { type NameOf, nameless } from '../names/name-of.ts';
import { actionSentence } from '../rules/action-sentence.ts';
import { humanize } from '../ui/format.ts';

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSame = (one: unknown, other: unknown): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null);

const longest = 140;
const shown = (value: unknown): string => {
  if (typeof value === 'string') return `“${value}”`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};

/** What is in one list and not in the other, by value. */
const lacking = <T>(items: readonly T[], others: readonly T[]): T[] => {
  const left = others.map((other) => canonicalJson(other));
  return items.filter((item) => {
    const at = left.indexOf(canonicalJson(item));
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
};

const movesOf = <T>(what: string, before: readonly T[], after: readonly T[], say: (item: T) => string) => {
  const [removed, added] = [lacking(before, after), lacking(after, before)];
  if (removed.length + added.length === 0) return [`${what}: another order`];
  return [
    ...removed.map((item) => `${what} removed: ${say(item)}`),
    ...added.map((item) => `${what} added: ${say(item)}`),
  ];
};

const partsOf = (condition: TopCondition) => {
  const form = formOf(condition);
  return form.kind === 'all' || form.kind === 'any' ? form : undefined;
};

/** Groups of one sort are compared member by member, everything else as a whole. */
const conditionChanges = (before: unknown, after: unknown, nameOf: NameOf): string[] => {
  const [old, next] = [TopCondition.safeParse(before), TopCondition.safeParse(after)];
  if (!old.success || !next.success) return [`conditions from ${shown(before)} to ${shown(after)}`];
  const [one, other] = [partsOf(old.data), partsOf(next.data)];
  if (one && other && one.kind === other.kind)
    return movesOf<Condition>('condition', one.children, other.children, (child) =>
      conditionSentence(child, nameOf),
    );
  if (one && other && isSame(one.children, other.children))
    return [`${one.kind} of the conditions had to hold, now ${other.kind} of them`];
  return [
    `conditions from “${conditionSentence(old.data, nameOf)}” to “${conditionSentence(next.data, nameOf)}”`,
  ];
};

const eventChanges = (before: unknown, after: unknown, nameOf: NameOf): string[] | undefined => {
  const actions = [before, after].map((event) =>
    isObject(event) && isObject(event['params']) ? event['params']['actions'] : undefined,
  );
  const [old, next] = actions;
  if (!Array.isArray(old) || !Array.isArray(next)) return undefined;
  return movesOf<Action>('action', old, next, (action) => actionSentence(action, nameOf));
};

const keyOf = (item: unknown): unknown => (isObject(item) ? (item['key'] ?? item['id']) : undefined);
const areKeyed = (list: readonly unknown[]): list is Values[] =>
  list.every((item) => typeof keyOf(item) === 'string');

const listChanges = (
  name: string,
  before: readonly unknown[],
  after: readonly unknown[],
  nameOf: NameOf,
): string[] => {
  if (!areKeyed(before) || !areKeyed(after)) return movesOf(name, before, after, shown);
  const keys = [...new Set([...before, ...after].map(keyOf))];
  const changes = keys.flatMap((key) => {
    const [old, next] = [before, after].map((list) => list.find((item) => keyOf(item) === key));
    return valueChanges(`${name} “${key}”`, old, next, nameOf);
  });
  return changes.length > 0 ? changes : [`${name}: another order`];
};

const valueChanges = (name: string, before: unknown, after: unknown, nameOf: NameOf): string[] => {
  if (isSame(before, after)) return [];
  if (before === undefined) return [`${name} added: ${shown(after)}`];
  if (after === undefined) return [`${name} removed: ${shown(before)}`];
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(name, before, after, nameOf);
  if (isObject(before) && isObject(after))
    return memberKeys(before, after).flatMap((key) =>
      memberChanges(`${name} › ${humanize(key)}`, key, before, after, nameOf),
    );
  return [`${name} from ${shown(before)} to ${shown(after)}`];
};

const memberKeys = (before: Values, after: Values): string[] => [
  ...new Set([...Object.keys(before), ...Object.keys(after)]),
];

/** Names under which conditions stand, in every kind of document. */
const conditional = new Set(['conditions', 'audience', 'guard']);

const memberChanges = (
  name: string,
  key: string,
  before: Values,
  after: Values,
  nameOf: NameOf,
): string[] => {
  const [old, next] = [before[key], after[key]];
  if (isSame(old, next)) return [];
  if (conditional.has(key) && old !== undefined && next !== undefined)
    return conditionChanges(old, next, nameOf);
  return (
    (key === 'event' ? eventChanges(old, next, nameOf) : undefined) ?? valueChanges(name, old, next, nameOf)
  );
};

/**
 * What changed from one version of a document to another, a sentence each; null stands for no document.
 * @example changeSentences({ priority: 5 }, { priority: 10 }) // ['priority from 5 to 10']
 */
export const changeSentences = (before: unknown, after: unknown, nameOf: NameOf = nameless): string[] => {
  if (!isObject(before) || !isObject(after)) {
    if (isSame(before, after)) return [];
    return [isObject(after) ? 'the document is new' : 'the document is gone'];
  }
  return memberKeys(before, after).flatMap((key) => memberChanges(humanize(key), key, before, after, nameOf));
};

/** The conditions that say whom a document concerns; undefined where nothing of the kind is in it. */
export const audienceOf = (kind: Kind, body: unknown): TopCondition | undefined => {
  if (!isObject(body)) return undefined;
  const field = kind === 'experiment' ? (body['audience'] ?? { all: [] }) : body['conditions'];
  const parsed = TopCondition.safeParse(field);
  return parsed.success ? parsed.data : undefined;
};
