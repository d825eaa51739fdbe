/** The page's side of the scaling: one model of ours at a time, run on inputs of many shapes. */
import type { Classifier } from '../../../src/index';
import { seededInput } from '../../../src/testing/seeded';
import { takeLargestBinding, watchBindings } from '../bindings';
import { deviceFrom, openOurs, type Task } from '../runtimes';
import type { Shape } from '../types';

/** One measured run of an input's shape, and what it takes on the GPU. */
export interface Visit {
  readonly ms: number;
  readonly bytes: Classifier['info']['bytes'];
  /** Bytes of the largest binding that was made for it; 0 if nothing had to be made. */
  readonly largestBinding: number;
}

let opened: { readonly classifier: Classifier; readonly device: GPUDevice } | undefined;

/** Opens a model on a device with no more than WebGPU's default limits; gives the adapter's name. */
export async function openScaled(task: Omit<Task, 'onnx' | 'batch'>): Promise<string> {
  const device = await deviceFrom();
  const { classifier, steady } = await openOurs(task, { device, cache: false });
  await steady();
  opened = { classifier, device };
  return classifier.info.adapter;
}

/** A run on an input, after one that is not timed: it makes the buffers that other shapes have taken. */
export async function visit({ inputSize, batch }: Shape): Promise<Visit> {
  if (!opened) throw new Error('no model is open');
  const { classifier } = opened;
  const input = seededInput([batch, 3, inputSize, inputSize]);
  await classifier.logits(input);
  const began = performance.now();
  await classifier.logits(input);
  const ms = performance.now() - began;
  return { ms, bytes: classifier.info.bytes, largestBinding: takeLargestBinding() };
}

export async function closeScaled(): Promise<void> {
  await opened?.classifier.dispose();
  opened?.device.destroy();
  opened = undefined;
}

watchBindings();
