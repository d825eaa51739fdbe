/**
 * The pipelines of a plan.
 */
import { Pauses } from '../../core/pauses';
import type { Pipeline, PipelineCache } from '../../gpu/pipelines';
import { shaderNamed } from '../../kernels/choosing/registry';
import type { Program } from '../../gpu/wgsl';
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
  for (const each of programsOf(plan)) {
    await pauses.due(); // linking all of them without a pause would freeze the page
    const program = pipelines.get(each, library);
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

/** Compiles them one after the other, and none after an abort: where programs compile on the cores that run them. */
export async function compileInTurn(plan: Plan, pipelines: PipelineCache, signal: AbortSignal): Promise<void> {
  for (const program of programsOf(plan)) {
    signal.throwIfAborted();
    await pipelines.get(program, library);
  }
}

/** Whether all programs of a plan are compiled already. */
export const isCompiled = (plan: Plan, pipelines: PipelineCache): boolean =>
  programsOf(plan).every((program) => pipelines.has(program, library));

/** One for each step, then one for each derived weight. */
const programsOf = ({ steps, derived }: Plan): readonly Program[] =>
  [...steps, ...derived].map(({ kernel, parameters, slots, isOpen }) => {
    const { name, source } = shaderNamed(kernel);
    return { name, source, parameters, slots, isOpen };
  });
