export type PathSegment = string | number;

const NAME = String.raw`[^\s.[\]()*?@^~'"\x60:,;$%#]+`;
const QUOTED = String.raw`[^.[\]()*?@^~'"\x60:,;$%#]+`;
const ROOT = /^\$(?=[.[]|$)/;
const SEGMENT = new RegExp(`\\.(${NAME})|\\[(\\d+)\\]|\\['(${QUOTED})'\\]|\\["(${QUOTED})"\\]`, 'y');

/** The root may be left out (`traits.plan`). A path that starts with a dot leads nowhere in JSONPath. */
const withoutRoot = (path: string): string => (ROOT.test(path) ? path.slice(1) : `.${path}`);

/**
 * The steps of a JSONPath of names and indexes, or null for one that is more than that (see compilePath).
 * @example parsePath("$.orders[0]['total amount']") // ['orders', 0, 'total amount']
 */
export const parsePath = (path: string): PathSegment[] | null => {
  const rest = withoutRoot(path);
  const segments: PathSegment[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < rest.length) {
    const match = SEGMENT.exec(rest);
    if (match === null) return null;
    const [, name, index, single, double] = match;
    segments.push(index === undefined ? (name ?? single ?? double)! : Number(index));
  }
  return segments;
};

const step = (value: unknown, segment: PathSegment): unknown => {
  // own properties only: a path never reaches Object.prototype's members
  if (value === null || value === undefined || value === '') return undefined;
  return Object.hasOwn(value, segment) ? (value as Record<PathSegment, unknown>)[segment] : undefined;
};

/**
 * The value at the end of the steps, or undefined where one is missing. Never an inherited property.
 * @example valueAt({ traits: { plan: 'pro' } }, ['traits', 'plan']) // 'pro'
 */
export const valueAt = (value: unknown, segments: readonly PathSegment[]): unknown => {
  let reached = value;
  for (let i = 0; i < segments.length; i++) reached = step(reached, segments[i]!);
  return reached;
};
