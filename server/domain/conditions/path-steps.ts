/** The kinds of value that a path may ask for, as in `$.traits.*@string()`. */
const types = {
  array: (value) => Array.isArray(value),
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  nonFinite: (value) => typeof value === 'number' && !Number.isFinite(value),
  null: (value) => value === null,
  number: (value) => Number.isFinite(value),
  object: (value) => typeof value === 'object' && value !== null,
  scalar: (value) => typeof value !== 'object' || value === null,
  string: (value) => typeof value === 'string',
  undefined: (value) => value === undefined,
} as const satisfies Record<string, (value: unknown) => boolean>;

export type ValueType = keyof typeof types;

/** Whether a value is of the type that a path asks for. */
export const isOfType = (type: ValueType, value: unknown): boolean => types[type](value);

/** What a step does, with the text it was written as: that may also be the very name of a property. */
export type PathStep = { text: string } & (
  | { kind: 'property'; name: string }
  | { kind: 'wildcard' | 'descent' | 'parent' | 'name' | 'root' }
  | { kind: 'slice'; start: number; end: number | null; by: number }
  | { kind: 'union'; parts: readonly PathStep[] }
  | { kind: 'type'; type: ValueType }
  | { kind: 'filter' | 'script'; expression: string }
  /** `[?(@.items[?(expression)])]`: some member of a property meets the expression. */
  | { kind: 'nested'; name: string; expression: string }
);

/** Why a path or an expression in it is refused. */
export class PathRefusal extends Error {}

const TYPE = /@(\w+)\(\)/y;
const NAME = /[^.[\]~^'"()#;@]+(?:@(?!\w+\(\))[^.[\]~^'"()#;@]*)*/y;
/** Two or three dots, of which the first is read already. */
const DOTS = /\.{0,2}/y;
const SLICE = /^(-?\d*):(-?\d*):?(\d*)$/;
const marks = { '*': 'wildcard', '..': 'descent', '^': 'parent', '~': 'name', $: 'root' } as const;

const NESTED = /^@\.?([^.?[\]()]*)\[\?\((.*)\)\]$/s;

const isMark = (text: string): text is keyof typeof marks => Object.hasOwn(marks, text);
const isType = (name: string): name is ValueType => Object.hasOwn(types, name);

/** As jsonpath-plus reads them: an end or a step of zero is as good as none. */
const sliceOf = (text: string, [, start = '', end = '', by = '']: RegExpExecArray): PathStep => ({
  kind: 'slice',
  text,
  start: Number.parseInt(start, 10) || 0,
  end: Number.parseInt(end, 10) || null,
  by: Number.parseInt(by, 10) || 1,
});

const typed = (text: string): PathStep => {
  const name = text.slice(1, -2);
  if (!text.endsWith('()') || !isType(name)) throw new PathRefusal(`there is no type "${text}"`);
  return { kind: 'type', text, type: name };
};

const filterOf = (text: string): PathStep => {
  const expression = text.slice(2, -1);
  const nested = NESTED.exec(expression);
  return nested === null
    ? { kind: 'filter', text, expression }
    : { kind: 'nested', text, name: nested[1]!, expression: nested[2]! };
};

const stepOf = (text: string): PathStep => {
  if (isMark(text)) return { kind: marks[text], text };
  const slice = SLICE.exec(text);
  if (slice !== null) return sliceOf(text, slice);
  if (text.startsWith('?(')) return filterOf(text);
  if (text.startsWith('(')) return { kind: 'script', text, expression: text.slice(1, -1) };
  if (text.startsWith('@')) return typed(text);
  if (text.startsWith('`')) return { kind: 'property', text, name: text.slice(1) };
  if (text.includes(',')) return { kind: 'union', text, parts: text.split(',').map(stepOf) };
  return { kind: 'property', text, name: text };
};

/** Where the parenthesis closes that opens at `from`; what quotes hold is skipped. */
const closingOf = (path: string, from: number): number => {
  let open = 0;
  let quote = '';
  for (let at = from; at < path.length; at++) {
    const character = path[at]!;
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '(') open++;
    else if (character === ')' && --open === 0) return at;
  }
  throw new PathRefusal('a parenthesis is not closed');
};

/** What stands in the bracket that opens at `from`, and where what follows it begins. */
const bracketAt = (path: string, from: number): { text: string; next: number } => {
  const inside = from + 1;
  if (path.startsWith('?(', inside) || path.startsWith('(', inside)) {
    const close = closingOf(path, inside);
    if (path[close + 1] !== ']') throw new PathRefusal('a bracket is not closed');
    return { text: path.slice(inside, close + 1), next: close + 2 };
  }
  const close = path.indexOf(']', inside);
  if (close < 0) throw new PathRefusal('a bracket is not closed');
  const text = path.slice(inside, close);
  const quoted = /^'(.*)'$|^"(.*)"$/s.exec(text);
  if (quoted === null && /^$|[~^"';#[]/.test(text)) throw new PathRefusal(`"[${text}]" is no step`);
  return { text: quoted?.[1] ?? quoted?.[2] ?? text, next: close + 1 };
};

const matchAt = (pattern: RegExp, path: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(path)?.[0] ?? null;
};

/** After a dot: a name, or what makes the dot a descent, as jsonpath-plus takes it. */
const afterDot = (path: string, at: number): { texts: string[]; next: number } => {
  const begin = at + matchAt(DOTS, path, at)!.length;
  const descends = begin > at;
  if (!descends && path[at] === '^' && path[at - 2] !== '^') return { texts: [], next: at };
  const endsHere = descends ? /[[~^]|$/y : /[[~]/y;
  if (matchAt(endsHere, path, begin) !== null || matchAt(TYPE, path, begin) !== null)
    return { texts: ['..'], next: begin };
  const name = matchAt(NAME, path, begin);
  if (name === null) throw new PathRefusal('a dot is not followed by a name');
  return { texts: descends ? ['..', name] : [name], next: begin + name.length };
};

const tokenAt = (path: string, at: number): { texts: string[]; next: number } => {
  const type = matchAt(TYPE, path, at);
  if (type !== null) return { texts: [type], next: at + type.length };
  switch (path[at]) {
    case '.':
      return afterDot(path, at + 1);
    case '[': {
      const { text, next } = bracketAt(path, at);
      return { texts: [text], next };
    }
    case '~':
    case '^':
      return { texts: [path[at]!], next: at + 1 };
    default:
      throw new PathRefusal(`"${path.slice(at)}" is no step`);
  }
};

/**
 * The steps of a JSONPath in the dialect of jsonpath-plus 10.
 * @throws PathRefusal for what is none
 * @example stepsOf('$.orders[*].total').map(({ kind }) => kind) // ['property', 'wildcard', 'property']
 */
export const stepsOf = (path: string): PathStep[] => {
  const root = /^\$(?=[.[~^@]|$)/.test(path) ? '$' : (matchAt(NAME, path, 0) ?? '');
  if (root === '') throw new PathRefusal('a path begins with $ or a name');
  const texts = root === '$' ? [] : [root];
  for (let at = root.length; at < path.length; ) {
    const token = tokenAt(path, at);
    texts.push(...token.texts);
    at = token.next;
  }
  return texts.map(stepOf);
};
