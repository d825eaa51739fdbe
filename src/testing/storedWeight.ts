/**
 * A weight as a storage keeps it.
 */
import type { Storage } from '../core/storage';
import type { HostTensor } from '../core/tensor';
import { PACKING } from '../weights/packing/storages/storages';

/** What a kernel computes with: that the storage rounds the weight is no error of the kernel. */
export function storedWeight({ shape, data }: HostTensor, storage: Storage): HostTensor {
  const [outputs = 1] = shape;
  const { values, scales } = PACKING[storage].round(data, outputs);
  const length = data.length / outputs;
  return { shape, data: scales ? values.map((value, i) => value * (scales[Math.floor(i / length)] ?? NaN)) : values };
}
