import {
  type Binary,
  binaryOperators,
  read,
  type Scope,
  type Term,
  unaryOperators,
} from './path-operators.ts';
import { PathRefusal } from './path-steps.ts';

/** Deeper nesting is refused, so that reading an expression cannot exhaust the stack. */
const MAXIMUM_DEPTH = 32;

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const CONTEXT = /@(parentProperty|parent|property|root|path)?(?![\p{ID_Continue}$])/uy;
const TEXT = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/sy;
const BINARY = /\|\||&&|===|!==|==|!=|<<|>>>|>>|<=|>=|[|^&<>+*/%-]/y;
const UNARY = /typeof(?![\p{ID_Continue}$])|void(?![\p{ID_Continue}$])|[-+!~]/uy;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };
const constants: Readonly<Record<string, unknown>> = { true: true, false: false, null: null, undefined };

const refuse = (message: string): never => {
  throw new PathRefusal(message);
};

/** Reads the text of an expression from left to right. */
const createReader = (text: string) => {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const next = (): string => {
    take(SPACE);
    return text[at] ?? '';
  };
  return {
    next,
    /** The match of a token, behind any space. */
    token: (pattern: RegExp): RegExpExecArray | null => {
      take(SPACE);
      return take(pattern);
    },
    accept: (character: string): boolean => {
      if (next() !== character) return false;
      at++;
      return true;
    },
    rest: (): string => text.slice(at),
    /** Puts the last token back. */
    back: (token: string): void => {
      at -= token.length;
    },
  };
};
type Reader = ReturnType<typeof createReader>;

const expect = (reader: Reader, character: string): void => {
  if (!reader.accept(character)) refuse(`"${character}" is missing before "${reader.rest()}"`);
};

const contextTerm = (name: string | undefined): Term => {
  switch (name) {
    case undefined:
      return (scope) => scope.value;
    case 'path':
      return (scope) => scope.path();
    default:
      return (scope) => scope[name as 'parent' | 'parentProperty' | 'property' | 'root'];
  }
};

const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (_, code: string) => escapes[code] ?? code);

const list = (reader: Reader, depth: number): Term => {
  const items: Term[] = [];
  while (!reader.accept(']')) {
    items.push(expression(reader, depth));
    if (reader.next() !== ']') expect(reader, ',');
  }
  return (scope) => items.map((item) => item(scope));
};

const word = (name: string): Term => {
  if (!Object.hasOwn(constants, name)) refuse(`nothing is named "${name}" in a filter`);
  return () => constants[name];
};

const primary = (reader: Reader, depth: number): Term => {
  if (reader.accept('(')) {
    const inner = expression(reader, depth);
    expect(reader, ')');
    return inner;
  }
  if (reader.accept('[')) return list(reader, depth);
  const context = reader.token(CONTEXT);
  if (context !== null) return contextTerm(context[1]);
  const number = reader.token(NUMBER);
  if (number !== null) return () => Number(number[0]);
  const text = reader.token(TEXT);
  if (text !== null) {
    const value = unescaped(text[1] ?? text[2] ?? '');
    return () => value;
  }
  const name = reader.token(WORD);
  if (name !== null) return word(name[0]);
  if (reader.next() === '/') refuse('a filter may not run regular expressions: use the operator "matches"');
  return refuse(reader.rest() === '' ? 'an expression ends too soon' : `"${reader.rest()}" is no expression`);
};

/** What follows a value: properties of it. */
const member = (reader: Reader, depth: number): Term => {
  let term = primary(reader, depth);
  for (;;) {
    const object = term;
    if (reader.accept('.')) {
      const name = reader.token(WORD)?.[0] ?? refuse('a dot is not followed by a name');
      term = (scope) => read(object(scope), name, scope);
    } else if (reader.accept('[')) {
      const name = expression(reader, depth);
      expect(reader, ']');
      term = (scope) => read(object(scope), name(scope), scope);
    } else if (reader.next() === '(')
      return refuse('a filter may compare and calculate, but call no functions');
    else return term;
  }
};

const unary = (reader: Reader, depth: number): Term => {
  if (depth > MAXIMUM_DEPTH) refuse(`an expression nests deeper than ${MAXIMUM_DEPTH} levels`);
  const operator = reader.token(UNARY)?.[0];
  if (operator === undefined) return member(reader, depth);
  const apply = unaryOperators[operator]!;
  const operand = unary(reader, depth + 1);
  return (scope) => apply(operand(scope), scope);
};

const joined = (left: Term, right: Term, { kind, apply }: Binary): Term =>
  kind === 'logical'
    ? (scope) => apply(left(scope), () => right(scope))
    : (scope) => apply(left(scope), right(scope), scope);

/** By precedence: operators that bind at least as closely as `least`. */
const binary = (reader: Reader, depth: number, least: number): Term => {
  let left = unary(reader, depth);
  for (;;) {
    const symbol = reader.token(BINARY)?.[0];
    if (symbol === undefined) return left;
    const operator = binaryOperators[symbol]!;
    if (operator.precedence < least) {
      reader.back(symbol);
      return left;
    }
    left = joined(left, binary(reader, depth + 1, operator.precedence + 1), operator);
  }
};

const expression = (reader: Reader, depth: number): Term => {
  const test = binary(reader, depth + 1, 1);
  if (reader.next() === '=') refuse('a filter assigns nothing: compare with ==');
  if (!reader.accept('?')) return test;
  const consequent = expression(reader, depth + 1);
  expect(reader, ':');
  const alternate = expression(reader, depth + 1);
  return (scope: Scope) => (test(scope) ? consequent(scope) : alternate(scope));
};

/**
 * The expression of a filter or a script, as a function of its scope: comparisons, arithmetic, logic and own
 * properties. No code is made of it.
 * @throws PathRefusal for what is none, and for calls, assignments and regular expressions
 * @example expressionOf('@.price > 10 && @.stock')(scope) // true
 */
export const expressionOf = (text: string): Term => {
  const reader = createReader(text);
  const term = expression(reader, 0);
  if (reader.next() !== '') refuse(`"${reader.rest()}" does not belong to the expression`);
  return term;
};
