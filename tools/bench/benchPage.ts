/** The benchmark's side in the page: the functions that the tool calls by name. */
import type { HostTensor, Shape4 } from '../../src/core/tensor';
import { acquireDevice } from '../../src/gpu/device';
import { precisionOn } from '../../src/gpu/precision';
import { buildResNeSt } from '../../src/model/resnest';
import { makePlan } from '../../src/scheduler/plan/makePlan';
import { seededInput } from '../../src/testing/seeded';
import { recordDispatches, timeDispatches } from './dispatches';
import { attributeTo, countGpuBytes, heldBytes } from './gpuBytes';
import { stepsOf } from './layers';
import { measurePeak } from './peak';
import { deviceFrom, openOurs, openPeer, type Runtime, type Task } from './runtimes';
import type { Profile, Run, RuntimeName } from './types';

export * from './scaling/scalingPage';

const runtimes = new Map<RuntimeName, Runtime>();
let input: HostTensor | undefined;

const shapeOf = ({ batch, inputSize }: Task): Shape4 => [batch, 3, inputSize, inputSize];
const inputOf = (task: Task): HostTensor => seededInput(shapeOf(task));

/** Opens a runtime and runs it once: the time from nothing to the first logits. */
export async function open(name: RuntimeName, task: Task): Promise<Run> {
  input ??= inputOf(task);
  attributeTo(name);
  const began = performance.now();
  const runtime = await (name === 'ours' ? openOurs(task) : openPeer(name, task));
  runtimes.set(name, runtime);
  const logits = await runtime.run(input);
  const ms = performance.now() - began;
  await runtime.steady(); // what it still makes is its own, and not in the next one's way
  return { ms, logits: [...logits] };
}

/** A run of an open runtime: from the input in ordinary memory to logits there. */
export async function run(name: RuntimeName): Promise<Run> {
  const runtime = runtimes.get(name);
  if (!runtime || !input) throw new Error(`${name} is not open`);
  attributeTo(name);
  await runtime.steady();
  const began = performance.now();
  const logits = await runtime.run(input);
  return { ms: performance.now() - began, logits: [...logits] };
}

export const gpuBytes = (name: RuntimeName): Promise<number> => heldBytes(name);

export async function close(name: RuntimeName): Promise<void> {
  await runtimes.get(name)?.close();
  runtimes.delete(name);
}

/** Measures the adapter's peak, and every dispatch of a run of ours. */
export async function profile(task: Task): Promise<Profile> {
  attributeTo('profile');
  const device = await deviceFrom(({ maxBufferSize, maxStorageBufferBindingSize }) => ({
    ...{ maxBufferSize, maxStorageBufferBindingSize }, // as the library asks for
  }));
  const before = await measurePeak(device);
  const ours = await openOurs(task, { device });
  const tensor = inputOf(task);
  await ours.run(tensor);
  await ours.steady();
  const dispatches = await recordDispatches(() => ours.run(tensor));
  const times = await timeDispatches(device, dispatches);
  const after = await measurePeak(device);
  const gpu = await acquireDevice(device);
  const { used: precision } = precisionOn(gpu, task.precision);
  const target = { ...gpu.target, precision };
  const plan = makePlan(buildResNeSt(task.config), shapeOf(task), task.storage, { target });
  await ours.close();
  device.destroy();
  const peak = [...before, ...after].sort((a, b) => b.gflops - a.gflops);
  return {
    precision,
    adapter: { name: gpu.adapter, peak },
    steps: stepsOf(plan),
    dispatches: dispatches.map(({ pipeline }, i) => ({ kernel: pipeline.label, ms: times[i] ?? NaN })),
  };
}

countGpuBytes();
