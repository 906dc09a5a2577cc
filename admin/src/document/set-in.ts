type Step = string | number;

const setStep = (target: unknown, step: Step, value: unknown): unknown => {
  if (Array.isArray(target)) return target.with(Number(step), value);
  const { [step]: _, ...others } = (target ?? {}) as Record<string, unknown>;
  if (value === undefined) return others;
  return { ...(target as object | undefined), [step]: value };
};

const inner = (target: unknown, step: Step): unknown =>
  typeof target === 'object' && target !== null ? (target as Record<Step, unknown>)[step] : undefined;

/**
 * A copy in which one value differs; undefined takes the property away. The order of keys stays, and what the path
 * does not lead to is the same object as before.
 * @example setIn({ a: { b: 1 }, c: 2 }, ['a', 'b'], 3) // { a: { b: 3 }, c: 2 }
 */
export const setIn = (target: unknown, path: readonly Step[], value: unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  return setStep(target, step, setIn(inner(target, step), rest, value));
};
