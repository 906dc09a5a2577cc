/** Every key begins with a table number: these few, then one for each collection and index. */
export const TABLE = { format: 0, catalog: 1, sessions: 2, log: 3, dropped: 4, marks: 5 } as const;

export const FIRST_FREE_TABLE = 1000;

export function tableKey(table: number, ...parts: Uint8Array[]): Buffer {
  let size = 4;
  for (const part of parts) size += part.length;
  const key = Buffer.allocUnsafe(size);
  let at = key.writeUInt32BE(table);
  for (const part of parts) {
    key.set(part, at);
    at += part.length;
  }
  return key;
}

/** All keys of a table. */
export const wholeTable = (table: number): { low: Buffer; high: Buffer } => ({
  low: tableKey(table),
  high: tableKey(table + 1),
});

/** The key of a document: its collection's table and its record number. */
export function recordKey(table: number, record: number): Buffer {
  const key = Buffer.allocUnsafe(12);
  key.writeUInt32BE(table);
  key.writeUIntBE(0, 4, 2);
  key.writeUIntBE(record, 6, 6);
  return key;
}

export const recordOf = (key: Buffer): number => key.readUIntBE(key.length - 6, 6);

/** A record number as an index entry holds it. */
export function recordBytes(record: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  bytes.writeUIntBE(record, 0, 6);
  return bytes;
}
