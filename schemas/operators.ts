/** What one side of a comparison may be. */
export type Operand =
  | 'any'
  | 'list'
  | 'number'
  | 'ordered'
  | 'range'
  | 'text'
  | 'pattern'
  | 'version'
  | 'date'
  | 'duration'
  | 'segments'
  | 'history'
  | 'performed'
  | 'sequence';
type Operands = { fact: Operand; value: Operand };

const ordered: Operands = { fact: 'ordered', value: 'ordered' };
const any: Operands = { fact: 'any', value: 'any' };
const version: Operands = { fact: 'version', value: 'version' };
const size: Operands = { fact: 'list', value: 'number' };
const lists: Operands = { fact: 'list', value: 'list' };
const segments: Operands = { fact: 'list', value: 'segments' };

/** json-rules-engine 7.3's operators first, then those beyond it, each with what it compares. */
export const operatorOperands = {
  equal: any,
  notEqual: any,
  in: { fact: 'any', value: 'list' },
  notIn: { fact: 'any', value: 'list' },
  contains: { fact: 'list', value: 'any' },
  doesNotContain: { fact: 'list', value: 'any' },
  lessThan: ordered,
  lessThanInclusive: ordered,
  greaterThan: ordered,
  greaterThanInclusive: ordered,
  between: { fact: 'ordered', value: 'range' },
  startsWith: { fact: 'text', value: 'text' },
  endsWith: { fact: 'text', value: 'text' },
  matches: { fact: 'text', value: 'pattern' },
  semverEqual: version,
  semverGreaterThan: version,
  semverGreaterThanInclusive: version,
  semverLessThan: version,
  semverLessThanInclusive: version,
  before: { fact: 'date', value: 'date' },
  after: { fact: 'date', value: 'date' },
  withinLast: { fact: 'date', value: 'duration' },
  sizeEqual: size,
  sizeGreaterThan: size,
  sizeLessThan: size,
  containsAny: lists,
  containsAll: lists,
  containsNone: lists,
  inSegment: segments,
  notInSegment: segments,
  performed: { fact: 'history', value: 'performed' },
  sequence: { fact: 'history', value: 'sequence' },
} as const satisfies Record<string, Operands>;

export type Operator = keyof typeof operatorOperands;
export const operators = Object.keys(operatorOperands) as Operator[];

/** json-rules-engine 7.3's decorators, to stand before an operator: `everyFact:greaterThan`. */
export const decorators = ['someFact', 'everyFact', 'someValue', 'everyValue', 'swap', 'not'] as const;
export type Decorator = (typeof decorators)[number];
