import { useCallback, useState } from 'react';
import type { ReportBroken } from '../fields/broken.ts';

type Broken = { report: ReportBroken; faults: readonly string[] };

/** The fields of a form whose text means nothing just now: what they say is not in the document. */
export const useBroken = (): Broken => {
  const [fields, setFields] = useState<ReadonlyMap<string, string>>(new Map());
  const report = useCallback<ReportBroken>((field, fault) => {
    setFields((before) => {
      if (before.get(field) === fault) return before;
      const after = new Map(before);
      if (fault === undefined) after.delete(field);
      else after.set(field, fault);
      return after;
    });
  }, []);
  return { report, faults: [...fields.values()] };
};
