import type { TopCondition } from '#schemas/condition.ts';
import type { DocumentFault } from '#schemas/release.ts';
import { Settings } from '#schemas/settings.ts';
import { validateMachine } from '#server/domain/journeys/validate.ts';
import { conditionFaults, guardFaults } from './conditions.ts';
import { bodiesOf, type ParsedDocument, type ParsedDocuments, parseDocuments } from './parse.ts';
import { brokenReferences, type Targets } from './references.ts';
import type { PathFault } from './schema-faults.ts';
import type { SourceDocument } from './types.ts';

/** What a document is checked against. */
type Surroundings = { targets: Targets; conditions: Record<string, TopCondition>; settings: Settings };

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

const targetsOf = ({ known, valid }: ParsedDocuments): Targets => {
  const ids = new Set(known.map(({ id }) => id));
  const placements = new Map(bodiesOf(valid, 'variant').map(({ key, placement }) => [key, placement]));
  return { has: (kind, key) => ids.has(`${kind}/${key}`), placementOf: (variant) => placements.get(variant) };
};

const namedConditions = ({ known, valid }: ParsedDocuments): Record<string, TopCondition> =>
  Object.fromEntries([
    // one with faults of its own is known, so that it is not reported again wherever it is used
    ...known.flatMap(({ kind, key }) => (kind === 'condition' ? [[key, { all: [] }] as const] : [])),
    ...bodiesOf(valid, 'condition').map(({ key, conditions }) => [key, conditions] as const),
  ]);

const isTimeZone = (name: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};

const limitFaults = ({ kind, body }: ParsedDocument, settings: Settings): PathFault[] => {
  const most = settings.personalization_engine.max_variants_per_test;
  if (kind === 'settings' && !isTimeZone(body.time_zone))
    return [{ path: ['time_zone'], message: `"${body.time_zone}" is not an IANA time zone` }];
  if (kind === 'experiment' && body.variations.length > most)
    return [{ path: ['variations'], message: `the settings allow at most ${most} variations a test` }];
  return [];
};

const machineFaults = ({ kind, body }: ParsedDocument): PathFault[] =>
  kind === 'journey'
    ? validateMachine(body, guardFaults).map(({ path, message }) => ({ path: ['machine', ...path], message }))
    : [];

const faultsOf = (document: ParsedDocument, { targets, conditions, settings }: Surroundings): PathFault[] => [
  ...limitFaults(document, settings),
  ...brokenReferences(document, targets),
  ...conditionFaults(document, conditions),
  ...machineFaults(document),
];

/** Reads documents through their schemas, and finds everything wrong with them and between them. */
export const examineDocuments = (documents: readonly SourceDocument[]): ParsedDocuments => {
  const parsed = parseDocuments(documents);
  const surroundings = {
    targets: targetsOf(parsed),
    conditions: namedConditions(parsed),
    settings: bodiesOf(parsed.valid, 'settings')[0] ?? Settings.parse({}),
  };
  const meaning = parsed.valid.flatMap((document) =>
    faultsOf(document, surroundings).map((fault) => ({ document: document.id, ...fault })),
  );
  return { ...parsed, faults: [...parsed.faults, ...repeatedKeys(parsed), ...meaning] };
};

/**
 * Everything that keeps a set of documents from being published, at once: bodies that their schema refuses,
 * keys used twice, references that lead nowhere, conditions that cannot be evaluated or compare what cannot be
 * compared, and machines that cannot run.
 * @example validateDocuments([{ kind: 'rule', body: {} }]) // [{ document: 'rule/?', path: ['key'], … }, …]
 */
export const validateDocuments = (documents: readonly SourceDocument[]): DocumentFault[] =>
  examineDocuments(documents).faults;
