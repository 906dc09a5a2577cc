const token =
  /[ \t\n\r]*(?:("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:])|$)/uy;

type Token = { text: string; isScalar: boolean; at: number };

/** Thrown from within, where the text stops being JSON. */
type Stop = { expected: string; at: number };

const closing = { '{': '}', '[': ']' } as const;

const reader = (text: string) => {
  let position = 0;
  const peek = (): Token => {
    token.lastIndex = position;
    const [all = '', scalar, mark] = token.exec(text) ?? [];
    const found = scalar ?? mark ?? '';
    return { text: found, isScalar: scalar !== undefined, at: position + all.length - found.length };
  };
  const stop = (expected: string): never => {
    const gap = /[ \t\n\r]*/y;
    gap.lastIndex = position;
    const stopped: Stop = { expected, at: position + (gap.exec(text)?.[0].length ?? 0) };
    throw stopped;
  };
  const take = (expected: string, isWanted: (found: Token) => boolean): Token => {
    const found = peek();
    if (found.text === '' || !isWanted(found)) stop(expected);
    position = found.at + found.text.length;
    return found;
  };
  const isEnd = (): boolean => /^[ \t\n\r]*$/.test(text.slice(position));
  return { peek, take, stop, isEnd };
};

type Reader = ReturnType<typeof reader>;

const readMembers = (from: Reader, open: '{' | '['): void => {
  const close = closing[open];
  for (let count = 0; ; count++) {
    if (count === 0 && from.peek().text === close) break;
    if (open === '{') {
      from.take('a name in double quotes', ({ text }) => text.startsWith('"'));
      from.take('“:” after the name', ({ text }) => text === ':');
    }
    readValue(from);
    if (from.peek().text === close) break;
    from.take(`“,” or “${close}”`, ({ text }) => text === ',');
  }
  from.take(`“${close}”`, ({ text }) => text === close);
};

const readValue = (from: Reader): void => {
  const { text } = from.take(
    'a value',
    (found) => found.isScalar || found.text === '{' || found.text === '[',
  );
  if (text === '{' || text === '[') readMembers(from, text);
};

/**
 * Where a text stops being JSON; undefined for one that is JSON. Browsers tell it each in their own way, and often not.
 * @example jsonFault('{\n  "a": tru\n}') // { line: 2, message: 'a value is expected' }
 */
export const jsonFault = (text: string): { line: number; message: string } | undefined => {
  const from = reader(text);
  try {
    readValue(from);
    if (!from.isEnd()) from.stop('the end');
    return undefined;
  } catch (stopped) {
    const { expected, at } = stopped as Stop;
    return { line: text.slice(0, at).split('\n').length, message: `${expected} is expected` };
  }
};

/**
 * The fault of a text as a sentence.
 * @example jsonComplaint('[1 2]') // 'Not JSON, line 1: “,” or “]” is expected.'
 */
export const jsonComplaint = (text: string): string | undefined => {
  const fault = jsonFault(text);
  return fault && `Not JSON, line ${fault.line}: ${fault.message}.`;
};
