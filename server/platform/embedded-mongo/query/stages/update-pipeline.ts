import { failure } from '../../errors.ts';
import { type Doc, isDoc, type Value } from '../../values/types.ts';
import { addFields, project, replaceRoot, unset } from './fields.ts';
import type { PAUSE, Stage } from './flow.ts';

const STAGES: Record<string, (operand: Value, name: string) => Stage> = {
  $addFields: addFields,
  $set: addFields,
  $project: project,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceRoot,
};

/** Compiles an update that is a pipeline: the stages that make one document of one. */
export function compileUpdatePipeline(pipeline: Value[]): (doc: Doc) => Doc {
  const stages = pipeline.map((stage) => {
    const [[name = '', operand] = []] = isDoc(stage) && stage.size === 1 ? stage : new Map<string, Value>();
    const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
    if (!compile) throw failure('InvalidOptions', `${name} is not allowed to be used within an update`);
    return compile(operand, name);
  });
  return (source) => {
    const [result] = stages.reduce<Iterable<Doc | typeof PAUSE>>((flow, stage) => stage(flow), [source]);
    return isDoc(result) ? result : source;
  };
}
