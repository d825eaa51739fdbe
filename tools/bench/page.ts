/** The benchmark's side in the page: the functions that the tool calls by name. */
import type { HostTensor } from '../../src/core/tensor';
import { seededInput } from '../../src/testing/seeded';
import { recordDispatches, timeDispatches } from './dispatches';
import { attributeTo, countGpuBytes, heldBytes } from './gpuBytes';
import type { Peer } from './options';
import { measurePeak, type Reached } from './peak';
import { openOurs, openPeer, type Runtime, type Task } from './runtimes';

export type RuntimeName = 'ours' | Peer;

/** One run. */
export interface Run {
  readonly ms: number;
  readonly logits: readonly number[];
}

const runtimes = new Map<RuntimeName, Runtime>();
let input: HostTensor | undefined;

const inputOf = ({ batch, inputSize }: Task): HostTensor => seededInput([batch, 3, inputSize, inputSize]);

/** Opens a runtime and runs it once: the time from nothing to the first logits. */
export async function open(name: RuntimeName, task: Task): Promise<Run> {
  input ??= inputOf(task);
  attributeTo(name);
  const began = performance.now();
  const runtime = await (name === 'ours' ? openOurs(task) : openPeer(name, task));
  runtimes.set(name, runtime);
  const logits = await runtime.run(input);
  return { ms: performance.now() - began, logits: [...logits] };
}

/** A run of an open runtime: from the input in ordinary memory to logits there. */
export async function run(name: RuntimeName): Promise<Run> {
  const runtime = runtimes.get(name);
  if (!runtime || !input) throw new Error(`${name} is not open`);
  attributeTo(name);
  const began = performance.now();
  const logits = await runtime.run(input);
  return { ms: performance.now() - began, logits: [...logits] };
}

export const gpuBytes = (name: RuntimeName): Promise<number> => heldBytes(name);

export async function close(name: RuntimeName): Promise<void> {
  await runtimes.get(name)?.close();
  runtimes.delete(name);
}

/** What the adapter is and can do. */
export interface Adapter {
  readonly name: string;
  readonly peak: readonly Reached[];
}

/** The kernel of every dispatch of a run of ours, and its time. */
export interface DispatchTime {
  readonly kernel: string;
  readonly ms: number;
}

/** Measures the adapter's peak, and every dispatch of a run of ours. */
export async function profile(task: Task): Promise<{ adapter: Adapter; dispatches: readonly DispatchTime[] }> {
  attributeTo('profile');
  const device = await timedDevice();
  const before = await measurePeak(device);
  const ours = await openOurs(task, device);
  const tensor = inputOf(task);
  await ours.run(tensor);
  const dispatches = await recordDispatches(() => ours.run(tensor));
  const times = await timeDispatches(device, dispatches);
  const after = await measurePeak(device);
  const name = ours.classifier.info.adapter;
  await ours.close();
  device.destroy();
  const peak = [...before, ...after].sort((a, b) => b.gflops - a.gflops);
  return {
    adapter: { name, peak },
    dispatches: dispatches.map(({ pipeline }, i) => ({ kernel: pipeline.label, ms: times[i] ?? NaN })),
  };
}

/** A device like the library's own, with timestamps if there are any. */
async function timedDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('this browser finds no WebGPU adapter');
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const requiredFeatures: GPUFeatureName[] = adapter.features.has('timestamp-query') ? ['timestamp-query'] : [];
  return adapter.requestDevice({ requiredFeatures, requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
}

countGpuBytes();
