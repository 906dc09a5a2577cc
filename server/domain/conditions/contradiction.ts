import { overcounted } from './contradiction-history.ts';
import { emptySpan } from './contradiction-spans.ts';
import { durationOf } from './date-comparisons.ts';
import type { Literal } from './normal-form.ts';
import { findComparison, readsTime } from './operators.ts';
import { isFactReference } from './soundness.ts';
import { isLookedUp } from './values.ts';

const opposites: Readonly<Record<string, string>> = {
  notEqual: 'equal',
  notIn: 'in',
  notInSegment: 'inSegment',
};

/** `notEqual` is the opposite of `equal` whatever the fact is; most operators have no such partner. */
const plainOf = ({ operator, value, negated }: Literal): { operator: string; negated: boolean } => {
  const partner = operator === 'notIn' && !Array.isArray(value) ? undefined : opposites[operator];
  return partner === undefined ? { operator, negated } : { operator: partner, negated: !negated };
};

/** The opposite of a comparison, which holds exactly where it does not. */
export const opposite = (literal: Literal): Literal => ({ ...literal, negated: !literal.negated });

const asks = (literal: Literal, wanted: boolean, ...operators: string[]): boolean => {
  const { operator, negated } = plainOf(literal);
  return negated !== wanted && operators.includes(operator);
};

/** The only values that a comparison lets through; null for any number of them. */
const valuesOf = (literal: Literal): unknown[] | null => {
  const { value } = literal;
  const listed = asks(literal, true, 'equal')
    ? [value]
    : asks(literal, true, 'in') && Array.isArray(value)
      ? value
      : null;
  // objects and lists are equal to themselves alone, so a fact is never equal to a written one
  return listed?.filter(isLookedUp) ?? null;
};

/** A comparison with the time may hold one day. */
const holds = ({ operator, value, negated }: Literal, actual: unknown): boolean =>
  readsTime(operator) || (findComparison(operator)?.(actual, value) ?? true) !== negated;

type Proof = <L extends Literal>(group: readonly L[]) => L[] | null;

/** The first two of which the second excludes the first. */
const firstPair = <L extends Literal>(
  firsts: readonly L[],
  seconds: readonly L[],
  exclude: (first: L, second: L) => boolean,
): L[] | null => {
  for (const first of firsts)
    for (const second of seconds) if (first !== second && exclude(first, second)) return [first, second];
  return null;
};

const saysOpposite = (a: Literal, b: Literal): boolean => {
  const [one, other] = [plainOf(a), plainOf(b)];
  return (
    one.operator === other.operator &&
    one.negated !== other.negated &&
    (a.value === b.value || JSON.stringify(a.value) === JSON.stringify(b.value))
  );
};

/** A comparison and its opposite, whatever they ask. */
const opposed: Proof = (group) => firstPair(group, group, saysOpposite);

/** The comparisons that together leave none of the values that one of them lists. */
const exhausted: Proof = (group) => {
  const source = group.find((literal) => valuesOf(literal) !== null);
  if (source === undefined) return null;
  const values = valuesOf(source)!;
  if (values.some((value) => group.every((literal) => holds(literal, value)))) return null;
  return group.filter((literal) => literal === source || values.some((value) => !holds(literal, value)));
};

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Of these members a list must have one; null where nothing of the kind is asked. */
const wishOf = (literal: Literal): unknown[] | null => {
  if (asks(literal, true, 'contains')) return [literal.value];
  if (asks(literal, true, 'inSegment')) return asList(literal.value);
  return asks(literal, true, 'containsAny') && Array.isArray(literal.value) ? literal.value : null;
};

/** These members no list has that is asked so. */
const refusalOf = (literal: Literal): unknown[] => {
  if (asks(literal, true, 'doesNotContain') || asks(literal, false, 'contains')) return [literal.value];
  if (asks(literal, false, 'inSegment')) return asList(literal.value);
  const none = asks(literal, true, 'containsNone') || asks(literal, false, 'containsAny');
  return none && Array.isArray(literal.value) ? literal.value : [];
};

/** Every member that would do is refused. */
const refused: Proof = (group) => {
  const refusers = group.filter((literal) => refusalOf(literal).length > 0);
  for (const literal of group) {
    const wished = wishOf(literal)?.filter(isLookedUp);
    if (wished === undefined) continue;
    const against = refusers.filter((refuser) => refusalOf(refuser).some((item) => wished.includes(item)));
    if (wished.every((item) => against.some((refuser) => refusalOf(refuser).includes(item))))
      return [literal, ...against];
  }
  return null;
};

const textOf = ({ value }: Literal): string | null => (typeof value === 'string' ? value : null);

/** Beginnings that no one text has, and a beginning that a refused one begins with; endings likewise. */
const misspelled =
  (operator: 'startsWith' | 'endsWith'): Proof =>
  (group) => {
    const has = (whole: string, part: string): boolean =>
      operator === 'startsWith' ? whole.startsWith(part) : whole.endsWith(part);
    const among = (wanted: boolean) =>
      group.filter((each) => asks(each, wanted, operator) && textOf(each) !== null);
    const [wanted, unwanted] = [among(true), among(false)];
    const differ = (a: Literal, b: Literal): boolean =>
      !has(textOf(a)!, textOf(b)!) && !has(textOf(b)!, textOf(a)!);
    return (
      firstPair(wanted, wanted, differ) ?? firstPair(wanted, unwanted, (a, b) => has(textOf(a)!, textOf(b)!))
    );
  };

const beginnings = misspelled('startsWith');
const endings = misspelled('endsWith');

/** Within a short time, and not within a longer one. */
const outlasted: Proof = (group) =>
  firstPair(
    group.filter((literal) => asks(literal, true, 'withinLast')),
    group.filter((literal) => asks(literal, false, 'withinLast')),
    (recent, old) => durationOf(recent.value) <= durationOf(old.value),
  );

const ofLists = new Set<string>(
  ['contains', 'doesNotContain', 'containsAny', 'containsAll', 'containsNone', 'inSegment'].concat(
    ...[['sizeEqual', 'sizeGreaterThan', 'sizeLessThan']],
  ),
);
const ofTexts = /^(startsWith|endsWith|matches|semver\w+|before|after|withinLast)$/;

/** What is a list and a text at once. */
const confused: Proof = (group) => {
  const wanted = group.filter((literal) => !plainOf(literal).negated);
  const lists = wanted.filter((literal) => ofLists.has(plainOf(literal).operator));
  return firstPair(
    lists,
    wanted.filter((literal) => ofTexts.test(literal.operator)),
    () => true,
  );
};

const proofs: readonly Proof[] = [
  exhausted,
  emptySpan,
  refused,
  beginnings,
  endings,
  outlasted,
  overcounted,
  confused,
];

/**
 * The comparisons of one slot that exclude each other, whatever the fact is, or null. It proves: what it does not
 * understand, such as patterns and values from other facts, it takes for possible unless the very opposite is asked.
 * @example contradictionIn([moreThan3, lessThan2]) // [moreThan3, lessThan2]
 */
export const contradictionIn = <L extends Literal>(group: readonly L[]): L[] | null => {
  const conflict = group.length > 1 ? opposed(group) : null;
  if (conflict !== null) return conflict;
  const written = group.filter(({ value }) => !isFactReference(value));
  for (const prove of proofs) {
    const found = prove(written);
    if (found !== null) return found;
  }
  return null;
};
