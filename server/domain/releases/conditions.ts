import { Condition, TopCondition } from '#schemas/condition.ts';
import { factDefinitions } from '#schemas/facts.ts';
import { Rule } from '#schemas/rule.ts';
import { impossibilities } from '#server/domain/conditions/impossible.ts';
import { guardOf, placeInRule } from '#server/domain/conditions/rule-guard.ts';
import type { NamedConditions } from '#server/domain/conditions/types.ts';
import { validateConditions } from '#server/domain/conditions/validate.ts';
import { type PathFault, schemaFaults } from './schema-faults.ts';
import type { SourceDocument } from './types.ts';

type Path = PathFault['path'];
type Json = Readonly<Record<string, unknown>>;
/** `selects`: what it guards is lost when it never holds, whatever refers to it. */
type Guard = { path: Path; condition: unknown; selects: boolean };

const Pages = Rule.shape.pages;

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};

const guardsOf = ({ kind, body }: SourceDocument): Guard[] => {
  const { conditions, audience, entry } = objectOf(body);
  switch (kind) {
    case 'rule':
    case 'segment':
      return [{ path: ['conditions'], condition: conditions, selects: true }];
    case 'condition':
      return [{ path: ['conditions'], condition: conditions, selects: false }];
    case 'experiment':
      return [{ path: ['audience'], condition: audience, selects: true }];
    case 'journey':
      return [{ path: ['entry', 'conditions'], condition: objectOf(entry)['conditions'], selects: false }];
    default:
      return [];
  }
};

/** The largest parts of a condition whose own shape is sound, with their paths: all of it, as a rule. */
const soundParts = (value: unknown, path: Path): { condition: Condition; path: Path }[] => {
  const parsed = Condition.safeParse(value);
  if (parsed.success) return [{ condition: parsed.data, path }];
  return Object.entries(objectOf(value)).flatMap(([key, inner]) => {
    if (key === 'not') return soundParts(inner, [...path, key]);
    if ((key !== 'all' && key !== 'any') || !Array.isArray(inner)) return [];
    return inner.flatMap((child, index) => soundParts(child, [...path, key, index]));
  });
};

const prefixed = (path: Path, faults: readonly PathFault[]): PathFault[] =>
  faults.map((fault) => ({ path: [...path, ...fault.path], message: fault.message }));

const guardFaultsAt = ({ path, condition, selects }: Guard, conditions: NamedConditions): PathFault[] => {
  const faults = soundParts(condition, path).flatMap((part) =>
    prefixed(part.path, validateConditions(part.condition, factDefinitions, { conditions })),
  );
  const whole = TopCondition.safeParse(condition);
  if (faults.length > 0 || !selects || !whole.success) return faults;
  return prefixed(path, impossibilities(whole.data, { conditions }));
};

/** A rule whose conditions could hold may still never meet one of its pages. */
const pageFaults = ({ kind, body }: SourceDocument, named: NamedConditions): PathFault[] => {
  if (kind !== 'rule') return [];
  const [conditions, pages] = [
    TopCondition.safeParse(objectOf(body)['conditions']),
    Pages.safeParse(objectOf(body)['pages']),
  ];
  if (!conditions.success || !pages.success || pages.data === undefined) return [];
  const rule = { conditions: conditions.data, pages: pages.data };
  return impossibilities(guardOf(rule), { conditions: named }).map(({ path, message }) => ({
    path: placeInRule(rule, path),
    message,
  }));
};

/**
 * Everything wrong with the meaning of the conditions in a document, read against the dictionary of facts; of
 * conditions with a wrong shape, that of their sound parts.
 */
export const conditionFaults = (document: SourceDocument, conditions: NamedConditions): PathFault[] => {
  const faults = guardsOf(document).flatMap((guard) => guardFaultsAt(guard, conditions));
  return faults.length > 0 ? faults : pageFaults(document, conditions);
};

/** Everything wrong with the conditions of a machine's guard, which cannot refer to named conditions. */
export const guardFaults = (condition: unknown): PathFault[] => {
  const { error } = TopCondition.safeParse(condition);
  const meaning = guardFaultsAt({ path: [], condition, selects: false }, {});
  return error === undefined ? meaning : [...schemaFaults(error), ...meaning];
};
