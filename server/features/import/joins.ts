import type { ImportSource } from '#schemas/import-mapping.ts';
import { readLines } from './read-lines.ts';
import { textOf } from './transform.ts';
import type { Row } from './types.ts';

/** The lines of a file by one of their columns. */
export type JoinIndex = ReadonlyMap<string, Row>;

const loadJoin = async (path: string, key: string): Promise<JoinIndex> => {
  const rows = new Map<string, Row>();
  for await (const line of readLines({ path, delimiter: ',' })) {
    if ('fault' in line) throw new Error(`${path}, line ${line.number}: ${line.fault}`);
    rows.set(textOf(line.row[key]), line.row);
  }
  return rows;
};

/** Reads the files that a source looks values up in; they are held in memory. */
export const loadJoins = async (
  source: ImportSource,
  resolve: (file: string) => string,
): Promise<Map<string, JoinIndex>> => {
  const joins = new Map<string, JoinIndex>();
  for (const { name, file, key } of source.joins) joins.set(name, await loadJoin(resolve(file), key));
  return joins;
};
