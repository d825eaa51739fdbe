/** NumPy's .npy files, as far as float32 in C order goes. */
import { counted } from '../../src/core/wording';

/** A float32 array with its shape. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const MAGIC = '\x93NUMPY';
/** The header ends at a multiple of this, so that the data can be mapped. */
const ALIGNMENT = 64;

/** Reads an .npy file (format 1, 2 or 3) of little-endian float32 in C order; throws one sentence for any other. */
export function parseNpy(bytes: Uint8Array): FloatArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (latin1(bytes.subarray(0, 6)) !== MAGIC || bytes.length < 12) throw new Error('this is not an .npy file');
  const long = view.getUint8(6) > 1;
  const start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > bytes.length) throw new Error('the .npy file ends inside its header');

  const header = latin1(bytes.subarray(long ? 12 : 10, start));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  if (descr !== '<f4') throw new Error(`the .npy file holds '${descr ?? 'a structure'}'; it must hold float32 ('<f4')`);
  if (!/'fortran_order'\s*:\s*False/.test(header))
    throw new Error('the .npy file is in Fortran order; save it in C order, with numpy.ascontiguousarray');
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (sizes === undefined) throw new Error('the .npy file states no shape');

  const shape = sizes.split(',').flatMap((size) => (size.trim() ? [Number(size)] : []));
  const byteLength = 4 * shape.reduce((product, size) => product * size, 1);
  if (bytes.length - start !== byteLength)
    throw new Error(
      `the .npy file has ${counted(bytes.length - start, 'byte')} of data; its shape [${shape.join(', ')}] needs ${byteLength}`,
    );
  const data = new Float32Array(byteLength / 4);
  new Uint8Array(data.buffer).set(bytes.subarray(start));
  return { shape, data };
}

/** Writes an .npy file of format 1. */
export function formatNpy({ shape, data }: FloatArray): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.from(`${MAGIC}\x01\x00\x00\x00${text.padEnd(length - 11)}\n`, 'latin1');
  header.writeUInt16LE(length - 10, 8);
  return Buffer.concat([header, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** Several arrays as one, joined along their first dimension; the other sizes must agree. */
export function concatenate(arrays: readonly FloatArray[]): FloatArray {
  const [, ...inner] = arrays[0]?.shape ?? [];
  const rows = arrays.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const data = new Float32Array(arrays.reduce((sum, array) => sum + array.data.length, 0));
  let offset = 0;
  for (const array of arrays) {
    data.set(array.data, offset);
    offset += array.data.length;
  }
  return { shape: [rows, ...inner], data };
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
