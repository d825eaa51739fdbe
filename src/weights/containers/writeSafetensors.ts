/**
 * Writes the safetensors format, as `safetensors.ts` reads it, one tensor in memory at a time.
 */
import { floatsToHalves } from '../../core/bits/half';
import { elementCount } from '../../core/tensor';
import { DTYPE_BYTES, type StateDict, type StoredTensor } from '../stateDict';

/** Types that are written as they are read; all others become F32, which holds F16 and BF16 exactly. */
const dtypeOf = ({ dtype }: StoredTensor): 'F16' | 'F32' => (dtype === 'F16' ? dtype : 'F32');

/** The file as a Blob, which the browser may keep on the disk. Rejects with a WeightsError where a tensor cannot be read. */
export async function writeSafetensors(stateDict: StateDict, signal?: AbortSignal): Promise<Blob> {
  let end = 0;
  const header = [...stateDict].map(([name, tensor]) => {
    const begin = end;
    end += elementCount(tensor.shape) * DTYPE_BYTES[dtypeOf(tensor)];
    return [name, { dtype: dtypeOf(tensor), shape: tensor.shape, data_offsets: [begin, end] }] as const;
  });
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(' '.charCodeAt(0)); // so that tensors are aligned
  padded.set(text);
  const parts: BlobPart[] = [BigUint64Array.of(BigInt(padded.length)), padded];
  for (const tensor of stateDict.values()) {
    signal?.throwIfAborted();
    const values = await tensor.read();
    // Each a Blob at once: what `read` gave is scratch.
    parts.push(new Blob([dtypeOf(tensor) === 'F16' ? floatsToHalves(values).slice() : values.slice()]));
  }
  return new Blob(parts, { type: 'application/octet-stream' });
}
