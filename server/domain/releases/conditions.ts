import { TopCondition } from '#schemas/condition.ts';
import { factDefinitions } from '#schemas/facts.ts';
import { validateConditions } from '#server/domain/conditions/validate.ts';
import type { ParsedDocument } from './parse.ts';
import { type PathFault, schemaFaults } from './schema-faults.ts';

type Guard = { path: string[]; condition: TopCondition };

const optional = (path: string[], condition: TopCondition | undefined): Guard[] =>
  condition === undefined ? [] : [{ path, condition }];

const guardsOf = ({ kind, body }: ParsedDocument): Guard[] => {
  switch (kind) {
    case 'rule':
    case 'segment':
    case 'condition':
      return [{ path: ['conditions'], condition: body.conditions }];
    case 'experiment':
      return optional(['audience'], body.audience);
    case 'journey':
      return optional(['entry', 'conditions'], body.entry.conditions);
    default:
      return [];
  }
};

/** Everything wrong with the conditions in a document, read against the dictionary of facts. */
export const conditionFaults = (
  document: ParsedDocument,
  conditions: Readonly<Record<string, TopCondition>>,
): PathFault[] =>
  guardsOf(document).flatMap(({ path, condition }) =>
    validateConditions(condition, factDefinitions, { conditions }).map((fault) => ({
      path: [...path, ...fault.path],
      message: fault.message,
    })),
  );

/** Everything wrong with the conditions of a machine's guard, which cannot refer to named conditions. */
export const guardFaults = (conditions: unknown): PathFault[] => {
  const parsed = TopCondition.safeParse(conditions);
  return parsed.success ? validateConditions(parsed.data, factDefinitions) : schemaFaults(parsed.error);
};
