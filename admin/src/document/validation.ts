import { useEffect, useState } from 'react';
import { postJson } from '../api.ts';
import { type Fault, faultsOfError, toFaults } from './faults.ts';
import { jsonComplaint } from './json-fault.ts';
import { parseJson } from './parse-json.ts';

export type Validation =
  | { state: 'checking' }
  | { state: 'valid' }
  | { state: 'invalid'; faults: Fault[] }
  | { state: 'unreachable' };

const pause = 400;

const validate = async (path: string, body: unknown): Promise<Validation> => {
  try {
    const { faults } = await postJson<{ faults: Parameters<typeof toFaults>[0] }>(path, { body });
    return faults && faults.length > 0 ? { state: 'invalid', faults: toFaults(faults) } : { state: 'valid' };
  } catch (error) {
    const faults = faultsOfError(error);
    return faults.length > 0 ? { state: 'invalid', faults } : { state: 'unreachable' };
  }
};

/** The server's opinion of a document while it is written; text that is not JSON never leaves the page. */
export const useValidation = (resource: string, key: string, text: string): Validation => {
  const [validation, setValidation] = useState<Validation>({ state: 'checking' });
  useEffect(() => {
    const body = parseJson(text);
    if (body === undefined) {
      setValidation({
        state: 'invalid',
        faults: [{ path: [], message: jsonComplaint(text) ?? 'This is not JSON yet.' }],
      });
      return;
    }
    let current = true;
    const timer = setTimeout(async () => {
      const next = await validate(`${resource}/${encodeURIComponent(key)}/validate`, body);
      if (current) setValidation(next);
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [resource, key, text]);
  return validation;
};
