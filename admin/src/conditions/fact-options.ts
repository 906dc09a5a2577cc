import type { FactReference } from '#schemas/condition.ts';
import { type FactDefinition, factDefinitions } from '#schemas/facts.ts';
import { factPhrase } from '#server/domain/conditions/fact-words.ts';
import { parsePath } from '#server/domain/conditions/path.ts';

/** A fact that can be picked. */
export type FactOption = {
  definition: FactDefinition;
  /** The heading it is listed under. */
  group: string;
  label: string;
  /** Whether its last step is the author's to write: a trait, an event, a category. */
  open: boolean;
  /** The event that is looked for: the history is then asked whether the customer performed it. */
  event?: string;
};

const groups: Record<string, string> = {
  profile: 'Customer',
  session: 'This visit',
  context: 'The request',
  cart: 'Cart',
  time: 'Time',
  experiments: 'Experiments',
};

const wildcard = /\.\*$/;
const plainName = /^[\w-]+$/;

const factOf = (name: string): string => name.slice(0, name.indexOf('.'));

/** A step that is no plain name is written in brackets, as JSONPath has it. */
const stepText = (step: string): string => (step === '' || plainName.test(step) ? `.${step}` : `['${step}']`);

const stepsText = (text: string): string => text.split('.').map(stepText).join('');

/**
 * The fact and path of a definition; an open one's last step is the text.
 * @example referenceTo({ path: 'profile.traits.*', … }, 'plan') // { fact: 'profile', path: '$.traits.plan' }
 */
export const referenceTo = ({ path }: FactDefinition, text = ''): { fact: string; path: string } => {
  const fact = factOf(path);
  const rest = path.slice(fact.length).replace(wildcard, '');
  return { fact, path: wildcard.test(path) ? `$${rest}${stepsText(text)}` : `$${rest}` };
};

const placeholder = 'name';

const labelOf = (definition: FactDefinition, open: boolean): string => {
  if (!open) return factPhrase(referenceTo(definition));
  const phrase = factPhrase(referenceTo(definition, placeholder)).replace(placeholder, '…');
  return phrase === '…' ? definition.description : phrase;
};

const optionOf = (definition: FactDefinition): FactOption => {
  const open = wildcard.test(definition.path);
  const fact = factOf(definition.path);
  return { definition, open, group: groups[fact] ?? fact, label: labelOf(definition, open) };
};

/** Every fact of the dictionary, those of a group together. */
export const factOptions: readonly FactOption[] = factDefinitions.map(optionOf);

/** A path that is still being written ends in a dot, and is no path yet. */
const nameOf = ({ fact, path }: FactReference): string => {
  if (path === undefined || path === '') return fact;
  const steps = parsePath(path);
  return steps === null ? path.replace(/^\$/, fact) : [fact, ...steps].join('.');
};

/**
 * The option that a reference was made with, and its text where the option is open; undefined for what the
 * dictionary lacks and for paths that only JSON can say.
 * @example findOption({ fact: 'profile', path: '$.traits.plan' })?.text // 'plan'
 */
export const findOption = (reference: FactReference): { option: FactOption; text: string } | undefined => {
  const name = nameOf(reference);
  const exact = factOptions.find(({ definition }) => definition.path === name);
  if (exact) return { option: exact, text: '' };
  const around = factOptions.find(
    ({ definition, open }) => open && name.startsWith(definition.path.slice(0, -1)),
  );
  return around && { option: around, text: name.slice(around.definition.path.length - 1) };
};
