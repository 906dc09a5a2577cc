import { documentId } from '#schemas/document.ts';
import type { SourceDocument } from './types.ts';

/** The key in a body of whatever shape, `?` when it has none; the settings need none, being the only ones. */
export const sourceKey = ({ kind, body }: SourceDocument): string => {
  if (kind === 'settings') return 'settings';
  const key = typeof body === 'object' && body !== null ? (body as { key?: unknown }).key : undefined;
  return typeof key === 'string' ? key : '?';
};

/**
 * How a release names a document, whatever the shape of its body.
 * @example sourceId({ kind: 'rule', body: { key: 'vip' } }) // 'rule/vip'
 */
export const sourceId = (document: SourceDocument): string => documentId(document.kind, sourceKey(document));
