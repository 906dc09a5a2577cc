import { SafeJsonObject } from '#schemas/json.ts';
import { Key } from '#schemas/key.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { hasConditions } from '#schemas/segment.ts';
import { Settings } from '#schemas/settings.ts';
import type { NamedConditions } from '#server/domain/conditions/types.ts';
import { validateMachine } from '#server/domain/journeys/validate.ts';
import { conditionFaults, guardFaults } from './conditions.ts';
import { counterFaults } from './declared.ts';
import { experimentFaults } from './experiments.ts';
import { besides, bodiesOf, type ParsedDocument, type ParsedDocuments, parseDocuments } from './parse.ts';
import { brokenReferences, type Targets } from './references.ts';
import type { PathFault } from './schema-faults.ts';
import { segmentCycles } from './segments.ts';
import type { SourceDocument } from './types.ts';

/** What a document is checked against. */
type Surroundings = { targets: Targets; conditions: NamedConditions; settings: Settings };
type Known = ParsedDocuments['known'][number];
type Examined = { valid: ParsedDocument[]; faults: DocumentFault[] };

const repeatedKeys = ({ known }: ParsedDocuments): DocumentFault[] => {
  const holders = new Map<string, string>();
  return known.flatMap(({ id, key }) => {
    const holder = holders.get(key);
    if (holder === undefined) holders.set(key, id);
    if (holder === undefined || key === '?') return [];
    const message = `the key "${key}" is already taken by ${holder}: keys are unique across kinds`;
    return [{ document: id, path: ['key'], message }];
  });
};

const bodyOf = ({ document: { body } }: Known): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};

const targetsOf = ({ known }: ParsedDocuments): Targets => {
  const ids = new Set(known.map(({ id }) => id));
  const placements = new Map(
    known.flatMap((variant) => {
      const placement = Key.safeParse(bodyOf(variant)['placement']);
      return variant.document.kind === 'variant' && placement.success ? [[variant.key, placement.data]] : [];
    }),
  );
  return {
    has: (kind, key) => ids.has(`${kind}/${key}`),
    placementOf: (variant) => placements.get(variant),
  };
};

const namedConditions = ({ known, valid }: ParsedDocuments): NamedConditions =>
  Object.fromEntries([
    // one with faults of its own is known, so that it is not reported again wherever it is used
    ...known.flatMap(({ document: { kind }, key }) =>
      kind === 'condition' ? [[key, { all: [] }] as const] : [],
    ),
    ...bodiesOf(valid, 'condition').map(({ key, conditions }) => [key, conditions] as const),
  ]);

const limitFaults = (known: Known, settings: Settings): PathFault[] => {
  const { kind } = known.document;
  const { variations } = bodyOf(known);
  const most = settings.personalization_engine.max_variants_per_test;
  if (kind === 'experiment' && Array.isArray(variations) && variations.length > most)
    return [{ path: ['variations'], message: `the settings allow at most ${most} variations a test` }];
  return [];
};

const machineFaults = (known: Known): PathFault[] => {
  const machine = SafeJsonObject.safeParse(bodyOf(known)['machine']);
  if (known.document.kind !== 'journey' || !machine.success) return [];
  const faults = validateMachine({ key: known.key, machine: machine.data }, guardFaults);
  return faults.map(({ path, message }) => ({ path: ['machine', ...path], message }));
};

const shapeFaults = (known: Known): PathFault[] =>
  known.unreadable ? known.faults : [...known.faults, ...besides(known.faults, machineFaults(known))];

/** Each check reads the parts that it can. */
const meaningFaults = (known: Known, { targets, conditions, settings }: Surroundings): PathFault[] =>
  known.unreadable
    ? []
    : [
        ...limitFaults(known, settings),
        ...brokenReferences(known.document, targets),
        ...conditionFaults(known.document, conditions),
      ];

const located = ({ id }: Known, faults: readonly PathFault[]): DocumentFault[] =>
  faults.map((fault) => ({ document: id, ...fault }));

/** Reads documents through their schemas, and finds everything wrong with them and between them. */
export const examineDocuments = (documents: readonly SourceDocument[]): Examined => {
  const parsed = parseDocuments(documents);
  const settings = bodiesOf(parsed.valid, 'settings')[0] ?? Settings.parse({});
  const conditions = namedConditions(parsed);
  const surroundings = { targets: targetsOf(parsed), conditions, settings };
  const shapes = parsed.known.map((known) => ({ known, shape: shapeFaults(known) }));
  const faults = [
    ...shapes.flatMap(({ known, shape }) => located(known, shape)),
    ...repeatedKeys(parsed),
    // of a place whose shape is wrong nothing else is said
    ...shapes.flatMap(({ known, shape }) =>
      located(known, besides(shape, meaningFaults(known, surroundings))),
    ),
    ...experimentFaults(parsed.known),
    ...segmentCycles(bodiesOf(parsed.valid, 'segment').filter(hasConditions), conditions),
    ...counterFaults(documents),
  ];
  return { valid: parsed.valid, faults };
};

/**
 * Everything that keeps a set of documents from being published, at once: bodies that their schema refuses,
 * keys used twice, references that lead nowhere, conditions that cannot be evaluated or compare what cannot be
 * compared, rules that can never match, machines that cannot run, and experiments that get in each other's way. A document that its schema refuses is checked
 * in its sound parts all the same.
 * @example validateDocuments([{ kind: 'rule', body: {} }]) // [{ document: 'rule/?', path: ['key'], … }, …]
 */
export const validateDocuments = (documents: readonly SourceDocument[]): DocumentFault[] =>
  examineDocuments(documents).faults;
