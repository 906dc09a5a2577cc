/**
 * A text as the pattern that finds it and nothing else.
 * @example literal('a.b') // 'a\\.b'
 */
export const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
