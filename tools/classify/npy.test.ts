import { expect, test } from 'vitest';
import { concatenate, formatNpy, parseNpy } from './npy';

const file = (header: string, data: number[], version = 1): Uint8Array => {
  const length = version === 1 ? [header.length & 255, header.length >> 8] : [header.length, 0, 0, 0];
  const floats = new Uint8Array(Float32Array.from(data).buffer);
  return Uint8Array.from([
    ...Buffer.from('\x93NUMPY', 'latin1'),
    version,
    0,
    ...length,
    ...Buffer.from(header),
    ...floats,
  ]);
};

const header = (descr: string, fortran: string, shape: string): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

test.each([[[2, 3]], [[4]], [[1, 3, 2, 2]]])('what is written with shape %j is read back', (shape) => {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i / 3);
  const bytes = formatNpy({ shape, data });
  expect((bytes.length - data.byteLength) % 64).toBe(0);
  expect(parseNpy(bytes)).toEqual({ shape, data });
});

test.each([1, 2, 3])('format %i, at an odd offset of a larger buffer', (version) => {
  const bytes = file(header('<f4', 'False', '(3,)'), [1, 2, 3], version);
  const shifted = Buffer.from([0, ...bytes]).subarray(1); // a Buffer's slice() would not copy
  expect(parseNpy(shifted)).toEqual({ shape: [3], data: Float32Array.of(1, 2, 3) });
});

test.each([
  ['text', new TextEncoder().encode('a text that is long enough'), 'not an .npy file'],
  ['an empty file', new Uint8Array(0), 'not an .npy file'],
  ['float64', file(header('<f8', 'False', '(1,)'), [1, 2]), "holds '<f8'"],
  ['big-endian', file(header('>f4', 'False', '(1,)'), [1]), "holds '>f4'"],
  ['Fortran order', file(header('<f4', 'True', '(1, 1)'), [1]), 'Fortran order'],
  ['no shape', file(`{'descr': '<f4', 'fortran_order': False}\n`, [1]), 'no shape'],
  [
    'too little data',
    file(header('<f4', 'False', '(2, 2)'), [1, 2, 3]),
    'has 12 bytes of data; its shape [2, 2] needs 16',
  ],
  ['too much data', file(header('<f4', 'False', '()'), [1, 2]), 'needs 4'],
  ['a cut header', file(header('<f4', 'False', '(1,)'), []).subarray(0, 30), 'ends inside its header'],
])('%s is refused with one sentence', (_, bytes, message) => {
  expect(() => parseNpy(bytes)).toThrow(message);
});

test('arrays are joined along their first dimension', () => {
  const one = { shape: [1, 2], data: Float32Array.of(1, 2) };
  const two = { shape: [2, 2], data: Float32Array.of(3, 4, 5, 6) };
  expect(concatenate([one, two])).toEqual({ shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
});
