/** The weights that all runtimes get: a checkpoint's, or seeded ones; as the library's file and as ONNX. */
import { exportOnnx } from '../../src/export/exportOnnx';
import type { ResNeStConfig } from '../../src/model/config';
import { parametersOf } from '../../src/model/parameters';
import { buildResNeSt } from '../../src/model/resnest';
import { variantNamed } from '../../src/model/variants';
import { safetensors } from '../../src/testing/safetensorsFile';
import { seededWeights } from '../../src/testing/seeded';
import { stateDictOf } from '../../src/weights/stateDict';
import type { BenchOptions } from '../bench/options';
import { openModel } from './checkpoint/openModel';

export interface Files {
  readonly config: ResNeStConfig;
  readonly inputSize: number;
  readonly checkpoint: Iterable<Uint8Array>;
  readonly onnx: Iterable<Uint8Array>;
}

export async function makeFiles({
  model,
  weights,
  inputSize,
}: Pick<BenchOptions, 'model' | 'weights' | 'inputSize'>): Promise<Files> {
  const variant = variantNamed(model);
  const side = inputSize ?? variant.inputSize;
  const options = { name: model, inputSize: [side, side] } as const;
  if (weights !== undefined) {
    const { config, stateDict, bytes } = await openModel({ model, weights });
    if (!bytes) throw new Error('bench takes a checkpoint in one file, not an index of several');
    const onnx = await exportOnnx(buildResNeSt(config), stateDict, options);
    return { config, inputSize: side, checkpoint: [new Uint8Array(bytes)], onnx };
  }
  const { config } = variant;
  const graph = buildResNeSt(config);
  const tensors = seededWeights(parametersOf(graph));
  const onnx = await exportOnnx(graph, stateDictOf(tensors), options);
  return { config, inputSize: side, checkpoint: safetensors(tensors), onnx };
}

/** A checkpoint with seeded weights. */
export const seededCheckpoint = (config: ResNeStConfig): Iterable<Uint8Array> =>
  safetensors(seededWeights(parametersOf(buildResNeSt(config))));
