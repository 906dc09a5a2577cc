import { failure, location } from '../../errors.ts';
import { encodeKey } from '../../values/keys.ts';
import { type Doc, doc, isDoc, type Value } from '../../values/types.ts';
import { valueAt } from '../paths.ts';
import { setComputed } from '../set-computed.ts';
import { keyValues } from '../sort.ts';
import { approximateSize, eachDoc, PAUSE, type Stage, type StageContext } from './flow.ts';

const OPTIONS = ['from', 'localField', 'foreignField', 'as', 'pipeline'];
const REMEMBERED = 10_000;
const MOST_FOUND = 100 * 1024 * 1024;

/** `$lookup` by equality of two fields, with an optional pipeline over what is found; `let` is refused. */
export function lookup(
  operand: Value,
  context: StageContext,
  compilePipeline: (stages: Value, context: StageContext) => Stage[],
): Stage {
  if (!isDoc(operand)) throw failure('FailedToParse', 'the $lookup specification must be an object');
  const unknown = [...operand.keys()].find((key) => !OPTIONS.includes(key));
  if (unknown)
    throw failure('FailedToParse', `$lookup with '${unknown}' is not supported by the embedded store`);
  const [from, local, foreign, as] = ['from', 'localField', 'foreignField', 'as'].map((key) => {
    const value = operand.get(key);
    if (typeof value !== 'string') throw failure('FailedToParse', `$lookup needs '${key}' to be a string`);
    return value;
  });
  const stages = compilePipeline(operand.get('pipeline') ?? [], context);
  const found = (filter: Doc): Doc[] => {
    const flow = stages.reduce((input, stage) => stage(input), context.find(from ?? '', filter));
    const result: Doc[] = [];
    let size = 0;
    for (const item of flow) {
      if (item === PAUSE) continue;
      size += approximateSize(item);
      if (size > MOST_FOUND)
        throw location(
          4568,
          `Total size of documents in ${from} matching pipeline's $lookup stage exceeds ${MOST_FOUND} bytes`,
        );
      result.push(item);
    }
    return result;
  };
  return joining((local ?? '').split('.'), foreign ?? '', (as ?? '').split('.'), found);
}

function joining(local: string[], foreign: string, as: string[], find: (filter: Doc) => Doc[]): Stage {
  return (input) => {
    const remembered = new Map<string, Doc[]>();
    return eachDoc((source) => {
      const values = localValues(source, local);
      const key = encodeKey(values).toString('latin1');
      let matches = remembered.get(key);
      if (!matches) {
        matches = find(doc({ [foreign]: doc(values.length === 1 ? { $eq: values[0] } : { $in: values }) }));
        if (remembered.size < REMEMBERED) remembered.set(key, matches);
      }
      const result: Doc = new Map(source);
      setComputed(result, as, matches);
      return result;
    })(input);
  };
}

/** The values to look for: the elements of an array each by themselves, null where there is none. */
function localValues(source: Doc, parts: readonly string[]): Value[] {
  const direct = valueAt(source, parts);
  if (Array.isArray(direct) && direct.length === 0) return [];
  return keyValues(source, parts).map((value) => value ?? null);
}
