/** The weights that all runtimes get: a checkpoint's, or seeded ones; as the library's file and as ONNX. */
import { exportOnnx } from '../../src/export/exportOnnx';
import type { HostTensor } from '../../src/core/tensor';
import type { ResNeStConfig } from '../../src/model/config';
import { parametersOf } from '../../src/model/parameters';
import { buildResNeSt } from '../../src/model/resnest';
import { variantNamed } from '../../src/model/variants';
import { seededWeights } from '../../src/testing/seeded';
import { stateDictOf } from '../../src/weights/stateDict';
import { openModel } from '../checkpoint';
import type { BenchOptions } from './options';

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
    const onnx = exportOnnx(buildResNeSt(config), stateDict, options);
    return { config, inputSize: side, checkpoint: [new Uint8Array(bytes)], onnx };
  }
  const { config } = variant;
  const graph = buildResNeSt(config);
  const tensors = seededWeights(parametersOf(graph));
  const onnx = exportOnnx(graph, stateDictOf(tensors), options);
  return { config, inputSize: side, checkpoint: safetensors(tensors), onnx };
}

/** A checkpoint with seeded weights. */
export const seededCheckpoint = (config: ResNeStConfig): Iterable<Uint8Array> =>
  safetensors(seededWeights(parametersOf(buildResNeSt(config))));

/** A safetensors file: the header's length, the header, and the values one tensor behind the other. */
function safetensors(tensors: ReadonlyMap<string, HostTensor>): Uint8Array[] {
  let end = 0;
  const header = [...tensors].map(([name, { shape, data }]) => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  const values = [...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return [length, text, ...values];
}
