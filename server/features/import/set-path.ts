type Target = Record<string, unknown>;

const childOf = (target: Target, step: string): Target => {
  const child = (target[step] as Target | undefined) ?? {};
  target[step] = child;
  return child;
};

/** Puts a value at a path, making the objects on the way. Mappings allow no reserved names in paths. */
export const setPath = (target: Target, steps: readonly string[], value: unknown): void => {
  const parent = steps.slice(0, -1).reduce(childOf, target);
  parent[steps.at(-1)!] = value;
};
