/**
 * Runs a whole model with seeded weights on a seeded input.
 */
import type { Storage } from '../core/storage';
import { type Shape4, toBlocked } from '../core/tensor';
import { need } from '../core/need';
import type { Gpu } from '../gpu/device';
import { pipelinesOf } from '../gpu/pipelines';
import type { ResNeStConfig } from '../model/config';
import { type Graph, type OutputName, type Outputs } from '../model/graph';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { makePlan, type PlanOptions } from '../scheduler/plan/makePlan';
import { compilePlan } from '../scheduler/run/compile';
import { Pace } from '../scheduler/run/turns/pace';
import { Session } from '../scheduler/run/session';
import { GpuWeights } from '../scheduler/run/weights';
import { packAll } from '../weights/packing/packAll';
import { stateDictOf } from '../weights/stateDict';
import { withErrorScopes } from './device';
import { seededInput, seededWeights } from './seeded';

/** How to compute it, where that is not what the device would choose. */
export type Forced = Pick<PlanOptions, 'target' | 'choices'>;

/** The logits [N, classes] of a model. */
export async function runModel(
  gpu: Gpu,
  config: ResNeStConfig,
  input: Shape4,
  storage: Storage = 'f32',
  forced: Forced = {},
): Promise<Float32Array> {
  const graph = buildResNeSt(config);
  const outputs = await runOutputs(gpu, graph, input, [graph.main], storage, forced);
  return need(outputs, graph.main, 'output').data;
}

/** What the wanted outputs of a graph hold, all of one run. */
export async function runOutputs(
  gpu: Gpu,
  graph: Graph,
  input: Shape4,
  wanted: readonly OutputName[],
  storage: Storage = 'f32',
  forced: Forced = {},
): Promise<Outputs> {
  const plan = makePlan(graph, input, storage, { wanted, target: gpu.target, ...forced });
  const stateDict = stateDictOf(seededWeights(parametersOf(graph)));
  return withErrorScopes(gpu.device, async () => {
    const weights = new GpuWeights(gpu.device);
    for await (const packed of packAll(plan.weights, stateDict)) weights.upload(packed);
    const compiled = await compilePlan(plan, pipelinesOf(gpu.device));
    const session = await Session.create(gpu, plan, compiled, weights, new Pace());
    gpu.device.queue.writeBuffer(session.input, 0, toBlocked(seededInput(input).data, input));
    try {
      return await session.run();
    } finally {
      session.destroy();
      weights.destroy();
    }
  });
}

/** For tests that look between modules: the graph with the nodes of these modules as outputs besides its own, under their modules' paths. */
export function withNodes(graph: Graph, isWanted: (name: string) => boolean): [Graph, readonly OutputName[]] {
  const nodes = graph.nodes.filter(({ name }) => isWanted(name)).map(({ id, name }) => [name, id] as const);
  const named = { ...graph, outputs: { ...graph.outputs, ...Object.fromEntries(nodes) } };
  return [named, nodes.map(([name]) => name)];
}

/** The largest difference between two outputs, over the largest magnitude of the expected one. */
export function relativeError(got: ArrayLike<number>, want: readonly number[]): number {
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largestDifference(got, want) / largest;
}

const largestDifference = (got: ArrayLike<number>, want: readonly number[]): number =>
  want.reduce((most, value, i) => Math.max(most, Math.abs((got[i] ?? NaN) - value)), 0);
