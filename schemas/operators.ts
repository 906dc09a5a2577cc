/** json-rules-engine 7.3's operators. */
export const operators = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
] as const;
export type Operator = (typeof operators)[number];

/** json-rules-engine 7.3's decorators, to stand before an operator: `everyFact:greaterThan`. */
export const decorators = ['someFact', 'everyFact', 'someValue', 'everyValue', 'swap', 'not'] as const;
export type Decorator = (typeof decorators)[number];
