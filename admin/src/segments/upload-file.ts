const types: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
};

/** The kinds of file that can be chosen. */
export const uploadEndings: readonly string[] = Object.keys(types).map((ending) => `.${ending}`);

/**
 * The media type of a file of ids, by its name; undefined for what is no such file.
 * @example uploadType('PRESS.CSV') // 'text/csv'
 */
export const uploadType = (name: string): string | undefined =>
  types[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];

const pieceSize = 1 << 20;

const isUtf8 = async (file: Blob): Promise<boolean> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let from = 0; from < file.size; from += pieceSize)
      decoder.decode(await file.slice(from, from + pieceSize).arrayBuffer(), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
};

/** Why a file of ids cannot be sent, if it cannot: letters read wrongly would name other customers. */
export const uploadFault = async (file: File): Promise<string | undefined> => {
  if (uploadType(file.name) === undefined)
    return `“${file.name}” is neither CSV nor JSON lines. Save a spreadsheet as CSV (UTF-8) first.`;
  if (!(await isUtf8(file)))
    return `“${file.name}” is not UTF-8, so letters such as “ü” would become others. Save it as CSV (UTF-8) and choose it again.`;
  return undefined;
};
