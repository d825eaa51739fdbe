/**
 * Writes tensors as a checkpoint.
 */
import type { HostTensor } from '../core/tensor';

/** A safetensors file: the header's length, the header, and the values one tensor behind the other. */
export function safetensors(tensors: ReadonlyMap<string, HostTensor>): Uint8Array[] {
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
