import type { Kind } from '#schemas/document.ts';
import type { Noun } from './types.ts';

/** A noun for the screens that serve all kinds: they hand a Summary only bodies of its own kind. */
export const defineNoun = <K extends Kind>(noun: Noun<K>): Noun<Kind> => noun as unknown as Noun<Kind>;
