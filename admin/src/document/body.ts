import { type Bodies, documentSchemas, type Kind } from '#schemas/document.ts';

/** The body with its defaults, or undefined while a draft is not valid. */
export const bodyOf = <K extends Kind>(kind: K, body: unknown): Bodies[K] | undefined => {
  const parsed = documentSchemas[kind].safeParse(body);
  return parsed.success ? (parsed.data as Bodies[K]) : undefined;
};
