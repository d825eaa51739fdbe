/**
 * A weight as a storage keeps it.
 */
import type { HostTensor, Storage } from '../core/tensor';
import { roundBytes } from '../weights/packing/roundBytes';
import { roundHalves } from '../weights/packing/roundHalves';

/** What a kernel computes with: that the storage rounds the weight is no error of the kernel. */
export function storedWeight({ shape, data }: HostTensor, storage: Storage): HostTensor {
  const [outputs = 1] = shape;
  switch (storage) {
    case 'f32':
      return { shape, data };
    case 'f16':
      return { shape, data: roundHalves(data, outputs) };
    case 'int8': {
      const { values, scales } = roundBytes(data, outputs);
      const length = data.length / outputs;
      return { shape, data: values.map((value, i) => value * (scales[Math.floor(i / length)] ?? 0)) };
    }
  }
}
