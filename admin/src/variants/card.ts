type JsonObject = Readonly<Record<string, unknown>>;

export type Card = {
  image?: string;
  title?: string;
  text?: string;
  button?: string;
  address?: string;
  items: readonly string[];
  /** What no part of a card stands for, by name. */
  others: readonly (readonly [name: string, value: unknown])[];
};

type Part = 'image' | 'title' | 'text' | 'button' | 'address';

/** What storefronts commonly call the parts of a card; the first that is there is taken. */
const names: Record<Part, readonly string[]> = {
  image: ['image', 'image_url', 'imageUrl', 'picture', 'src'],
  title: ['title', 'headline', 'heading', 'name'],
  text: ['text', 'body', 'subtitle', 'message', 'description'],
  button: ['call_to_action', 'cta', 'button', 'button_text', 'label'],
  address: ['url', 'href', 'link'],
};

const innerNames: Record<Part, readonly string[]> = {
  ...names,
  image: ['url', 'src', 'href'],
  button: ['label', 'text', 'title'],
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((member) => typeof member === 'string');

const firstText = (object: JsonObject, keys: readonly string[]): string | undefined =>
  keys.map((key) => object[key]).find((value): value is string => typeof value === 'string' && value !== '');

const holding = (content: JsonObject, part: Part): string | undefined =>
  names[part].find((name) => {
    const value = content[name];
    return isObject(value) ? firstText(value, innerNames[part]) !== undefined : typeof value === 'string';
  });

const textOf = (value: unknown, part: Part): string | undefined => {
  if (isObject(value)) return firstText(value, innerNames[part]);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/**
 * Content as a card: what the storefront will draw is its own affair, this is what is in it.
 * @example cardOf({ headline: 'Hello', kind: 'guide' }) // { title: 'Hello', items: [], others: [['kind', 'guide']] }
 */
export const cardOf = (content: JsonObject): Card => {
  const card: Partial<Record<Part, string>> = {};
  const used = new Set<string>();
  for (const part of Object.keys(names) as Part[]) {
    const name = holding(content, part);
    if (name === undefined || used.has(name)) continue;
    const text = textOf(content[name], part);
    if (text !== undefined) card[part] = text;
    used.add(name);
  }
  const linked = Object.values(content).filter(isObject);
  const address = card.address ?? linked.map((inner) => firstText(inner, names.address)).find(Boolean);
  const list = Object.entries(content).find(([, value]) => isTexts(value));
  return {
    ...card,
    ...(address !== undefined && { address }),
    items: list ? (list[1] as string[]) : [],
    others: Object.entries(content).filter(([name]) => !used.has(name) && name !== list?.[0]),
  };
};

/** Whether an image can be shown without asking any host for it. */
export const isEmbedded = (image: string): boolean => /^data:image\/(png|jpeg|gif|webp|avif);/i.test(image);
