import type { LeafCondition } from '#schemas/condition.ts';
import { historyLimits, Performed, Sequence, type Step, type Where } from '#schemas/history.ts';
import { schemaFaults } from '#server/domain/releases/schema-faults.ts';
import { durationOf } from './date-comparisons.ts';
import { type HistoryOperator, isHistoryOperator } from './history-query.ts';
import { literalSide, operandFaults } from './operand-types.ts';
import { parsePath } from './path.ts';
import type { Fault } from './types.ts';

type Path = Fault['path'];

const DAY = 86_400_000;

const fault = (path: Path, message: string): Fault => ({ path, code: 'malformed', message });

const whereFaults = ({ path: read, operator, value }: Where, path: Path): Fault[] => [
  ...(parsePath(read) === null
    ? [fault([...path, 'path'], `"${read}" is not a plain path such as $.category`)]
    : []),
  ...operandFaults(operator, { type: undefined }, literalSide(value)).map((message) =>
    fault([...path, 'value'], message),
  ),
];

const stepFaults = ({ where = [] }: Step, path: Path): Fault[] =>
  where.flatMap((each, index) => whereFaults(each, [...path, 'where', index]));

const lengthFaults = (duration: string, path: Path): Fault[] =>
  durationOf(duration) > historyLimits.days * DAY
    ? [fault(path, `${historyLimits.days} days is the longest time that is looked back`)]
    : [];

/** Minutes would have to be rounded to hours, which is no longer what they say. */
const windowFaults = (duration: string | undefined, path: Path): Fault[] => {
  if (duration === undefined) return [];
  return duration.endsWith('m')
    ? [fault(path, 'counts are kept by the hour: hours, days or weeks')]
    : lengthFaults(duration, path);
};

/** With paths from the value. */
const valueFaults: Readonly<Record<HistoryOperator, (value: unknown) => Fault[]>> = {
  performed: (value) => {
    const { data, error } = Performed.safeParse(value);
    if (error) return schemaFaults(error).map(({ path, message }) => fault(path, message));
    return [...stepFaults(data, []), ...windowFaults(data.within, ['within'])];
  },
  sequence: (value) => {
    const { data, error } = Sequence.safeParse(value);
    if (error) return schemaFaults(error).map(({ path, message }) => fault(path, message));
    return [
      ...data.steps.flatMap((step, index) => stepFaults(step, ['steps', index])),
      ...lengthFaults(data.within, ['within']),
      ...windowFaults(data.last, ['last']),
    ];
  },
};

const decorated = (operator: string): { decorators: string[]; name: string } => {
  const decorators = operator.split(':');
  return { name: decorators.pop() ?? '', decorators };
};

/**
 * Why a comparison could not be made if it is one with a customer's history: of a value that is read from another
 * fact, or of several, nobody could know beforehand what to count.
 * @example historyLeafFaults({ …leaf, operator: 'performed', value: { event: 'searched', within: '7x' } }, []) // [{ path: ['value', 'within'], … }]
 */
export const historyLeafFaults = ({ operator, value }: LeafCondition, path: Path): Fault[] => {
  const { decorators, name } = decorated(operator);
  if (!isHistoryOperator(name)) return [];
  if (decorators.some((each) => each !== 'not'))
    return [fault([...path, 'operator'], `"${name}" takes no decorator but "not"`)];
  return valueFaults[name](value).map((each) => ({ ...each, path: [...path, 'value', ...each.path] }));
};
