import { type Bodies, documentSchemas, type Kind } from '#schemas/document.ts';
import { jsonFaults, maximumDepth } from '#schemas/json.ts';
import { type PathFault, schemaFaults } from './schema-faults.ts';
import { sourceId, sourceKey } from './source.ts';
import type { SourceDocument } from './types.ts';

/** A document of a valid shape: its body with defaults filled in. */
export type ParsedDocument = { [K in Kind]: { id: string; kind: K; body: Bodies[K] } }[Kind];

/** A document of whatever shape. */
type KnownDocument = {
  id: string;
  key: string;
  document: SourceDocument;
  /** What is wrong with its shape. */
  faults: PathFault[];
  /** Nested too deep to be looked into. */
  unreadable: boolean;
};

/** Documents by what is known of them: those of a valid shape, and all of them. */
export type ParsedDocuments = { valid: ParsedDocument[]; known: KnownDocument[] };

const samePath = (a: PathFault, b: PathFault): boolean => a.path.join('/') === b.path.join('/');

/** The faults that say something new: nothing was said of their place yet. */
export const besides = (said: readonly PathFault[], faults: readonly PathFault[]): PathFault[] =>
  faults.filter((fault) => !said.some((other) => samePath(other, fault)));

const parseOne = (document: SourceDocument): ParsedDocuments => {
  const { kind, body } = document;
  const id = sourceId(document);
  const known = { id, key: sourceKey(document), document };
  const unsafe = jsonFaults(body);
  // a schema would follow whatever depth it is given
  if (unsafe.some(({ path }) => path.length > maximumDepth))
    return { valid: [], known: [{ ...known, faults: unsafe, unreadable: true }] };
  const result = documentSchemas[kind].safeParse(body);
  const shape = result.success ? [] : schemaFaults(result.error);
  const faults = [...unsafe, ...besides(unsafe, shape)];
  return {
    valid: faults.length === 0 ? [{ id, kind, body: result.data } as ParsedDocument] : [],
    known: [{ ...known, faults, unreadable: false }],
  };
};

/** Reads every document through the schema of its kind. */
export const parseDocuments = (documents: readonly SourceDocument[]): ParsedDocuments => {
  const parsed = documents.map(parseOne);
  return {
    valid: parsed.flatMap(({ valid }) => valid),
    known: parsed.flatMap(({ known }) => known),
  };
};

/** The bodies of one kind, in their order. */
export const bodiesOf = <K extends Kind>(valid: readonly ParsedDocument[], kind: K): Bodies[K][] =>
  valid.flatMap((document) => (document.kind === kind ? [document.body as Bodies[K]] : []));
