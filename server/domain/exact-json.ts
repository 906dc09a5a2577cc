/** A sign after a backslash, a quote, or a number. */
const tokens = /\\.|"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

const isLong = (token: string): boolean =>
  /^-?[1-9]\d{15,}$/.test(token) && !Number.isSafeInteger(Number(token));

/**
 * JSON in which every whole number that a double would alter, beyond 2^53, is a text of the same digits. Ids of other
 * systems are such numbers.
 * @example exactly('{"id":820982911946154508}') // '{"id":"820982911946154508"}'
 */
export const exactly = (json: string): string => {
  if (!/\d{16}/.test(json)) return json;
  const parts: string[] = [];
  let done = 0;
  let isInText = false;
  for (const { 0: token, index } of json.matchAll(tokens)) {
    if (token === '"') isInText = !isInText;
    else if (!isInText && isLong(token)) {
      parts.push(json.slice(done, index), `"${token}"`);
      done = index + token.length;
    }
  }
  return parts.join('') + json.slice(done);
};
