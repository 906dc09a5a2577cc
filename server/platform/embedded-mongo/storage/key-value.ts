/** Keys from `low` (included) to `high` (excluded); both begin with the same table number. */
export interface KeyRange {
  low: Buffer;
  high: Buffer;
  reverse?: boolean;
}

export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** Ordered reading of one consistent state. */
export interface Reader {
  get(key: Buffer): Buffer | undefined;
  scan(range: KeyRange): Iterable<Entry>;
}

interface Change {
  key: Buffer;
  /** undefined: removed */
  value: Buffer | undefined;
}

/** The changes of one table by the latin1 text of their keys, which sorts as the keys do. */
interface TableChanges {
  byText: Map<string, Change>;
  /** All texts in order, from the first search of a range on. */
  ordered: string[] | undefined;
  /** Changes of new keys, which get their texts once anybody looks for something in this table. */
  added: Change[];
}

/** Changes that are not yet in the store beneath: the newest value of each key, or that it is gone. */
export class Overlay {
  readonly #tables = new Map<number, TableChanges>();
  size = 0;

  set(key: Buffer, value: Buffer | undefined, text = key.toString('latin1')): void {
    const number = key.readUInt32BE(0);
    setIn(this.#searchable(number) ?? this.#newTable(number), text, { key, value });
    this.size += 1;
  }

  /** Adds a key that was never changed before. */
  add(key: Buffer, value: Buffer): void {
    const number = key.readUInt32BE(0);
    const { added } = this.#tables.get(number) ?? this.#newTable(number);
    added.push({ key, value });
    this.size += 1;
  }

  #newTable(number: number): TableChanges {
    const table: TableChanges = { byText: new Map(), ordered: undefined, added: [] };
    this.#tables.set(number, table);
    return table;
  }

  #searchable(number: number): TableChanges | undefined {
    const table = this.#tables.get(number);
    if (table === undefined || table.added.length === 0) return table;
    for (const change of table.added) setIn(table, change.key.toString('latin1'), change);
    table.added = [];
    return table;
  }

  find(key: Buffer, text: string): Change | undefined {
    return this.#searchable(key.readUInt32BE(0))?.byText.get(text);
  }

  /** Adds the changes within a range to `found`, newer over older. */
  collect({ low, high }: KeyRange, found: Map<string, Change>): void {
    const table = this.#searchable(low.readUInt32BE(0));
    if (!table) return;
    table.ordered ??= [...table.byText.keys()].sort();
    const last = high.toString('latin1');
    for (let i = placeOf(table.ordered, low.toString('latin1')); i < table.ordered.length; i++) {
      const text = table.ordered[i] ?? '';
      if (text >= last) return;
      const change = table.byText.get(text);
      if (change) found.set(text, change);
    }
  }

  *changes(): Iterable<Change> {
    for (const { byText, added } of this.#tables.values()) {
      yield* byText.values();
      yield* added;
    }
  }

  /** Takes over what another one holds, which is not changed any more. */
  absorb(newer: Overlay): void {
    this.size += newer.size;
    for (const [number, table] of newer.#tables) {
      const own = table.byText.size > 0 ? this.#searchable(number) : this.#tables.get(number);
      if (!own) this.#tables.set(number, table);
      else {
        for (const [text, change] of table.byText) setIn(own, text, change);
        for (const change of table.added) own.added.push(change);
      }
    }
  }

  /** The texts of all keys that were set, perhaps of more. */
  *texts(): Iterable<string> {
    for (const { byText } of this.#tables.values()) yield* byText.keys();
  }

  /** Does it change anything in a table? */
  touches(table: number): boolean {
    return this.#tables.has(table);
  }
}

function setIn({ byText, ordered }: TableChanges, text: string, change: Change): void {
  if (ordered && !byText.has(text)) ordered.splice(placeOf(ordered, text), 0, text);
  byText.set(text, change);
}

/** The place of the first text that is not below another, by bisection. */
function placeOf(ordered: readonly string[], text: string): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Reads through overlays, the newest first, to what lies beneath. */
export function layered(overlays: readonly Overlay[], beneath: Reader): Reader {
  const newestLast = [...overlays].reverse();
  return {
    get(key) {
      const text = key.toString('latin1');
      for (const overlay of overlays) {
        const change = overlay.find(key, text);
        if (change) return change.value;
      }
      return beneath.get(key);
    },
    scan(range) {
      const found = new Map<string, Change>();
      for (const overlay of newestLast) overlay.collect(range, found);
      return found.size === 0 ? beneath.scan(range) : merged(range, found, beneath);
    },
  };
}

function* merged(range: KeyRange, found: Map<string, Change>, beneath: Reader): Iterable<Entry> {
  const sign = range.reverse ? -1 : 1;
  const changes = [...found.values()].sort((a, b) => Buffer.compare(a.key, b.key) * sign);
  let next = 0;
  for (const entry of beneath.scan(range)) {
    for (;;) {
      const change = changes[next];
      const order = change ? Buffer.compare(change.key, entry.key) * sign : 1;
      if (!change || order > 0) {
        yield entry;
        break;
      }
      next += 1;
      if (change.value) yield { key: change.key, value: change.value };
      if (order === 0) break;
    }
  }
  for (const { key, value } of changes.slice(next)) if (value) yield { key, value };
}

/** The least key above every key that begins with this prefix. */
export function after(prefix: Buffer): Buffer {
  const result = Buffer.from(prefix);
  for (let i = result.length - 1; i >= 0; i--) {
    const byte = result[i] ?? 0;
    if (byte < 0xff) {
      result[i] = byte + 1;
      return result.subarray(0, i + 1);
    }
  }
  return Buffer.concat([prefix, Buffer.alloc(8, 0xff)]);
}
