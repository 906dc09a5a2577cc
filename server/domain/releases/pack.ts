import { type Kind, kinds } from '#schemas/document.ts';
import type { DocumentFault } from '#schemas/release.ts';
import type { FactMap } from './foreign-facts.ts';
import { adaptForeignPack } from './foreign-pack.ts';
import type { SourceDocument } from './types.ts';

/** The section of a pack, and the path of the admin API, that holds a kind. */
export const sectionOf = (kind: Kind): string => (kind === 'settings' ? kind : `${kind}s`);

const kindOfSection = new Map(kinds.map((kind) => [sectionOf(kind), kind]));
const labels = new Set(['$schema', 'name', 'description']);

type PackContent = { documents: SourceDocument[]; faults: DocumentFault[] };

const sectionContent = (section: string, value: unknown): PackContent => {
  const kind = kindOfSection.get(section);
  const fault = (message: string) => ({
    documents: [],
    faults: [{ document: 'pack', path: [section], message }],
  });
  if (kind === undefined) return fault('there is no such section');
  if (kind === 'settings') return { documents: [{ kind, body: value }], faults: [] };
  if (!Array.isArray(value)) return fault('a section is a list of documents');
  return { documents: value.map((body) => ({ kind, body })), faults: [] };
};

/**
 * The documents of a pack as they were written, of one for json-rules-engine too (see `adaptForeignPack`), with facts
 * of another system where the map says. Their own faults are for `validateDocuments` to find.
 * @example readPack({ rules: [vipHero] }).documents // [{ kind: 'rule', body: vipHero }]
 */
export const readPack = (pack: Readonly<Record<string, unknown>>, facts: FactMap = {}): PackContent => {
  const sections = Object.entries(adaptForeignPack(pack, facts)).filter(([section]) => !labels.has(section));
  const contents = sections.map(([section, value]) => sectionContent(section, value));
  return {
    documents: contents.flatMap(({ documents }) => documents),
    faults: contents.flatMap(({ faults }) => faults),
  };
};

/**
 * One pack with all the documents, by section; documents of a kind keep their order.
 * @example writePack([{ kind: 'rule', body: vipHero }]) // { rules: [vipHero] }
 */
export const writePack = (documents: readonly SourceDocument[]): Record<string, unknown> =>
  Object.fromEntries(
    kinds.flatMap((kind) => {
      const bodies = documents.filter((document) => document.kind === kind).map(({ body }) => body);
      if (bodies.length === 0) return [];
      return [[sectionOf(kind), kind === 'settings' ? bodies[0] : bodies]];
    }),
  );
