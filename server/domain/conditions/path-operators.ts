/** What an expression is evaluated in. `spend` ends an evaluation that takes too much. */
export type Scope = {
  value: unknown;
  property: unknown;
  parent: unknown;
  parentProperty: unknown;
  root: unknown;
  path: () => string;
  spend: (steps: number) => void;
};
export type Term = (scope: Scope) => unknown;

/** Characters that count as one step, when they are compared or joined. */
const TEXT_STEP = 100;

/** Pays for making a value into a text or a number: a list takes the longer, the more is in it. */
const pay = (value: unknown, { spend }: Scope): void => {
  if (typeof value === 'string') spend(value.length / TEXT_STEP);
  else if (Array.isArray(value))
    for (const item of value) {
      spend(1);
      pay(item, { spend } as Scope);
    }
};

// facts are JSON, so nothing here has a conversion of its own to call
type Operand = number;
type Calculation = (left: Operand, right: Operand) => unknown;

export type Binary = { precedence: number } & (
  | { kind: 'plain'; apply: (left: unknown, right: unknown, scope: Scope) => unknown }
  | { kind: 'logical'; apply: (left: unknown, right: () => unknown) => unknown }
);

const plain = (precedence: number, calculate: Calculation): Binary => ({
  kind: 'plain',
  precedence,
  apply: (left, right, scope) => {
    scope.spend(1);
    pay(left, scope);
    pay(right, scope);
    return calculate(left as Operand, right as Operand);
  },
});

/** JavaScript's own, with JavaScript's precedence and conversions. */
export const binaryOperators: Readonly<Record<string, Binary>> = {
  '||': { kind: 'logical', precedence: 1, apply: (left, right) => left || right() },
  '&&': { kind: 'logical', precedence: 2, apply: (left, right) => left && right() },
  '|': plain(3, (left, right) => left | right),
  '^': plain(4, (left, right) => left ^ right),
  '&': plain(5, (left, right) => left & right),
  // biome-ignore lint/suspicious/noDoubleEquals: the language of filters has both
  '==': plain(6, (left, right) => left == right),
  // biome-ignore lint/suspicious/noDoubleEquals: the language of filters has both
  '!=': plain(6, (left, right) => left != right),
  '===': plain(6, (left, right) => left === right),
  '!==': plain(6, (left, right) => left !== right),
  '<': plain(7, (left, right) => left < right),
  '>': plain(7, (left, right) => left > right),
  '<=': plain(7, (left, right) => left <= right),
  '>=': plain(7, (left, right) => left >= right),
  '<<': plain(8, (left, right) => left << right),
  '>>': plain(8, (left, right) => left >> right),
  '>>>': plain(8, (left, right) => left >>> right),
  '+': plain(9, (left, right) => left + right),
  '-': plain(9, (left, right) => left - right),
  '*': plain(10, (left, right) => left * right),
  '/': plain(10, (left, right) => left / right),
  '%': plain(10, (left, right) => left % right),
};

const converted =
  (convert: (value: Operand) => unknown): ((value: unknown, scope: Scope) => unknown) =>
  (value, scope) => {
    pay(value, scope);
    return convert(value as Operand);
  };

export const unaryOperators: Readonly<Record<string, (value: unknown, scope: Scope) => unknown>> = {
  '-': converted((value) => -value),
  '+': converted((value) => +value),
  '~': converted((value) => ~value),
  '!': (value) => !value,
  typeof: (value) => typeof value,
  void: () => undefined,
};

/** A property of a value, if it is the value's own. Of nothing there is none, which ends the evaluation. */
export const read = (object: unknown, name: unknown, scope: Scope): unknown => {
  scope.spend(1);
  pay(name, scope);
  if (object === null || object === undefined)
    throw new TypeError(`Cannot read properties of ${object} (reading '${String(name)}')`);
  const key = String(name);
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
};
