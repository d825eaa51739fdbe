/**
 * Compiles the general programs of a foreseen model while its file comes. If the file is of another model, they have
 * been compiled in vain; whoever opens it compiles what it needs.
 */
import { Pauses } from '../../core/pauses';
import type { Storage } from '../../core/storage';
import { elementCount } from '../../core/tensor';
import type { ClassifierOptions } from '../../door';
import type { Graph } from '../../model/graph';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { readInputSize } from '../../options';
import { makePlan } from '../../scheduler/plan/makePlan';
import { compilePlan } from '../../scheduler/run/compile';
import type { Place } from '../../scheduler/run/place';
import { foreseen } from './foreseen';

/** Between the 2 bytes of an f16 and the 4 of an f32. */
const MOST_OF_F16 = 3;

/** How weights will lie on the GPU; `bytes` is the size of the file. */
function storageOf(graph: Graph, bytes: number): Storage {
  const numbers = parametersOf(graph).reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return bytes / numbers < MOST_OF_F16 ? 'f16' : 'f32';
}

/** Resolves when they are compiled, or to nothing where the options or the size of the file do not tell enough. */
export async function compileAhead(
  options: Pick<ClassifierOptions, 'model' | 'weights' | 'inputSize' | 'storage'>,
  { pipelines, target }: Pick<Place, 'pipelines' | 'target'>,
  bytes: number | undefined,
): Promise<void> {
  const model = foreseen(options);
  if (!model || (options.storage === undefined && bytes === undefined)) return;
  const pauses = new Pauses();
  const graph = buildResNeSt(model.config);
  const storage = options.storage ?? storageOf(graph, bytes ?? 0);
  const size = readInputSize(options.inputSize ?? model.side);
  await pauses.due();
  const plan = makePlan(graph, [1, graph.inChannels, ...size], storage, { target: { ...target, general: true } });
  await pauses.due();
  await compilePlan(plan, pipelines, undefined, pauses);
}
