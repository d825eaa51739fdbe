/**
 * The pipelines of a plan.
 */
import { Pauses } from '../../core/pauses';
import type { Pipeline, PipelineCache } from '../../gpu/pipelines';
import { shaderNamed } from '../../kernels/choosing/registry';
import { library } from '../../kernels/includes';
import type { Plan } from '../plan/plan';

/** The pipelines of a plan's steps, and of its derived weights. */
export interface CompiledPlan {
  readonly steps: readonly Pipeline[];
  readonly derived: readonly Pipeline[];
}

/** Compiles every distinct program of a plan, all at once; `onProgram` hears how many are done. Throws a ShaderError. */
export async function compilePlan(
  plan: Plan,
  pipelines: PipelineCache,
  onProgram?: (done: number, total: number) => void,
  pauses = new Pauses(),
): Promise<CompiledPlan> {
  const compiling: Promise<Pipeline>[] = [];
  for (const { kernel, parameters, slots, isOpen } of [...plan.steps, ...plan.derived]) {
    await pauses.due(); // linking all of them without a pause would freeze the page
    const { name, source } = shaderNamed(kernel);
    const program = pipelines.get({ name, source, parameters, slots, isOpen }, library);
    program.catch(() => undefined); // awaited below; an earlier failure must not go unhandled
    compiling.push(program);
  }
  const programs = new Set(compiling);
  let done = 0;
  if (onProgram)
    for (const program of programs)
      void program.then(
        () => onProgram(++done, programs.size),
        () => undefined,
      );
  const compiled = await Promise.all(compiling);
  return { steps: compiled.slice(0, plan.steps.length), derived: compiled.slice(plan.steps.length) };
}
