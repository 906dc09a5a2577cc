import { type Bodies, documentSchemas, type Kind } from '#schemas/document.ts';
import { jsonFaults } from '#schemas/json.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { type PathFault, schemaFaults } from './schema-faults.ts';
import { sourceId, sourceKey } from './source.ts';
import type { SourceDocument } from './types.ts';

/** A document of a valid shape: its body with defaults filled in, and as it was written. */
export type ParsedDocument = {
  [K in Kind]: { id: string; kind: K; body: Bodies[K]; written: unknown };
}[Kind];

/** Documents by what is known of them: those of a valid shape, and the kinds and keys of all of them. */
export type ParsedDocuments = {
  valid: ParsedDocument[];
  known: { id: string; kind: Kind; key: string }[];
  faults: DocumentFault[];
};

const parseOne = (document: SourceDocument): ParsedDocuments => {
  const { kind, body } = document;
  const id = sourceId(document);
  const known = [{ id, kind, key: sourceKey(document) }];
  const refuse = (faults: PathFault[]): ParsedDocuments => ({
    valid: [],
    known,
    faults: faults.map((fault) => ({ document: id, ...fault })),
  });
  // first, since a schema follows whatever depth it is given
  const unsafe = jsonFaults(body);
  if (unsafe.length > 0) return refuse(unsafe);
  const result = documentSchemas[kind].safeParse(body);
  if (!result.success) return refuse(schemaFaults(result.error));
  return { valid: [{ id, kind, body: result.data, written: body } as ParsedDocument], known, faults: [] };
};

/** Reads every document through the schema of its kind. */
export const parseDocuments = (documents: readonly SourceDocument[]): ParsedDocuments => {
  const parsed = documents.map(parseOne);
  return {
    valid: parsed.flatMap(({ valid }) => valid),
    known: parsed.flatMap(({ known }) => known),
    faults: parsed.flatMap(({ faults }) => faults),
  };
};

/** The bodies of one kind, in their order. */
export const bodiesOf = <K extends Kind>(valid: readonly ParsedDocument[], kind: K): Bodies[K][] =>
  valid.flatMap((document) => (document.kind === kind ? [document.body as Bodies[K]] : []));
