import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Remark } from './types.ts';

export type RemarksFile = {
  write: (source: string, remarks: readonly Remark[]) => void;
  close: () => Promise<void>;
};

/**
 * Writes the report of an import: a JSON object a line with source, line, kind and reason. It is written anew by every
 * run, also by one that goes on where another ended, so it always tells of all lines.
 */
export const createRemarksFile = async (path: string): Promise<RemarksFile> => {
  await mkdir(dirname(path), { recursive: true });
  const stream = createWriteStream(path);
  return {
    write: (source, remarks) => {
      for (const remark of remarks) stream.write(`${JSON.stringify({ source, ...remark })}\n`);
    },
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
};
