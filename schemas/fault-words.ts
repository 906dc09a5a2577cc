import { z } from 'zod';

type Issue = z.core.$ZodRawIssue;
type Size = Extract<Issue, { code: 'too_small' | 'too_big' }>;

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  bigint: 'a whole number',
  boolean: 'true or false',
  date: 'a date',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

const formats: Readonly<Record<string, string>> = {
  date: 'a date such as 2026-03-01',
  datetime: 'a time such as 2026-03-01T12:00:00Z',
  email: 'an e-mail address',
  ipv4: 'an IP address',
  ipv6: 'an IP address',
  url: 'a URL such as https://shop.example',
  uuid: 'a UUID',
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (Number.isNaN(value)) return 'no number';
  return kinds[typeof value] ?? typeof value;
};

const isMissing = ({ input }: Issue): boolean => input === undefined;

const ofType = (expected: string, { input }: Issue): string => {
  const wanted = kinds[expected] ?? expected;
  return kindOf(input) === wanted || (typeof input === 'number' && wanted.endsWith('number'))
    ? `this must be ${wanted}`
    : `this must be ${wanted}, and is ${kindOf(input)}`;
};

const counted = (count: number | bigint, origin: string): string => {
  const unit =
    origin === 'string' ? 'character' : origin === 'object' || origin === 'record' ? 'field' : 'item';
  return `${count} ${unit}${Number(count) === 1 ? '' : 's'}`;
};

const hasSize = (origin: string): boolean =>
  ['string', 'array', 'set', 'map', 'object', 'record'].includes(origin);

const ofSize = (issue: Size): string => {
  const isLeast = issue.code === 'too_small';
  const bound = isLeast ? issue.minimum : issue.maximum;
  const amount = bound as number | bigint;
  if (hasSize(issue.origin)) {
    if (issue.exact) return `this must have exactly ${counted(amount, issue.origin)}`;
    if (isLeast && Number(amount) === 1) return 'this must not be empty';
    return `this must have at ${isLeast ? 'least' : 'most'} ${counted(amount, issue.origin)}`;
  }
  if (issue.inclusive) return `this must be at ${isLeast ? 'least' : 'most'} ${amount}`;
  return `this must be ${isLeast ? 'more' : 'less'} than ${amount}`;
};

const listed = (values: readonly unknown[]): string => {
  const written = values.map((value) => JSON.stringify(value) ?? String(value));
  return written.length === 1 ? written[0]! : `one of ${written.join(', ')}`;
};

/** What a schema's fault says to people; undefined for what the schema itself has words for. */
const wordsFor = (issue: Issue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue) ? 'this is required' : ofType(issue.expected, issue);
    case 'too_small':
    case 'too_big':
      return ofSize(issue);
    case 'invalid_format':
      return formats[issue.format] === undefined
        ? `this does not have the form that is asked for${issue.pattern ? `: ${issue.pattern}` : ''}`
        : `this must be ${formats[issue.format]}`;
    case 'not_multiple_of':
      return `this must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `not known: ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return isMissing(issue) ? 'this is required' : `this must be ${listed(issue.values)}`;
    case 'invalid_union':
      return isMissing(issue) ? 'this is required' : 'this has none of the forms that are allowed';
    case 'invalid_key':
      return 'this is no name that is allowed here';
    case 'invalid_element':
      return 'something in this is not allowed';
    default:
      return undefined;
  }
};

// for every schema at once, wherever it is used: a message that a schema brings along comes first
z.config({ customError: wordsFor });
