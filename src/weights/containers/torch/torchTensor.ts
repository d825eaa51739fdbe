/**
 * PyTorch's tensors: a strided view of a storage, rebuilt from the arguments that a pickle gives.
 */
import { WeightsError } from '../../../core/errors';
import type { Shape } from '../../../core/tensor';
import { decodeElements } from '../elements';
import { Foreign, Inert, type PickleValue, Tuple } from '../pickle/values';
import { asScratch, inPlaceOf } from '../../../core/release';
import { COMPLEX_DTYPES, type DType, DTYPE_BYTES, type StoredTensor } from '../../stateDict';
import { StorageView } from './torchStorage';
import { ElementType, UnreadTensor } from './torchValues';
import { quoted, shapeText } from '../../../core/wording';

/** PyTorch itself stops there. */
const MAX_DIMENSIONS = 64;
/** How large a tensor may become that shows the same elements several times: a few bytes could claim any size. */
const MAX_REPEATED = 2 ** 24;

/** A tensor as the pickle describes it; whether it fits its storage, `storedTensor` checks. */
export class StridedTensor extends Foreign {
  readonly kind = 'a tensor';
  override readonly takesAttributes = true;

  constructor(
    readonly storage: StorageView,
    readonly dtype: DType,
    /** Its first element, in elements of its type, as are the strides. */
    readonly offset: number,
    readonly shape: Shape,
    readonly strides: readonly number[],
  ) {
    super();
  }
}

const damaged = (what: string): WeightsError =>
  new WeightsError('damaged', `a tensor of the checkpoint has ${what}; the file is damaged`);

const isSizes = (value: PickleValue | undefined): value is Tuple =>
  value instanceof Tuple &&
  value.items.length <= MAX_DIMENSIONS &&
  value.items.every((size) => Number.isSafeInteger(size) && Number(size) >= 0);

/**
 * The tensor of (storage, offset, shape, strides, ...), whose elements have the storage's type unless `type` is given.
 * One of an unknown storage or type, or of complex numbers, cannot be read. Throws a WeightsError where these are not
 * what their names say.
 */
export function rebuildTensor(
  [storage, offset, shape, strides]: readonly PickleValue[],
  type?: PickleValue,
): StridedTensor | UnreadTensor {
  const unknown = [storage, type].find((value) => value instanceof Inert);
  if (unknown) return new UnreadTensor(`a tensor of ${unknown.name}`);
  if (!(storage instanceof StorageView)) throw damaged('no storage');
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
    throw damaged('an offset that is not a whole number from 0 on');
  if (!isSizes(shape) || !isSizes(strides) || shape.items.length !== strides.items.length)
    throw damaged('a shape and strides that are not equally long lists of sizes');
  if (type !== undefined && !(type instanceof ElementType)) throw damaged('an unknown type');
  const dtype = type?.dtype ?? storage.dtype;
  if (COMPLEX_DTYPES.has(dtype)) return new UnreadTensor('a complex tensor');
  return new StridedTensor(storage, dtype, offset, shape.items.map(Number), strides.items.map(Number));
}

/** The tensor of that name, to be decoded when somebody reads it. Throws a WeightsError if it leaves its storage. */
export function storedTensor(name: string, tensor: StridedTensor): StoredTensor {
  const { dtype, shape, strides, offset, storage } = tensor;
  const width = DTYPE_BYTES[dtype];
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  // Sums and products past 2^53 are rounded, but stay far above the size of any storage.
  const end = offset + shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 0) + 1;
  const bad = (what: string): WeightsError =>
    new WeightsError(
      'damaged',
      `tensor ${quoted(name)} ${shapeText(shape)} of the checkpoint ${what}; the file is damaged`,
    );
  if (count > 0 && end * width > storage.byteLength)
    throw bad(
      `reaches to byte ${end * width} of storage ${quoted(storage.storage.key)}, ` + `which has ${storage.byteLength}`,
    );
  if (count > end - offset && count > MAX_REPEATED) throw bad('repeats its elements too often');

  const first = storage.begin + offset * width;
  const readBytes = (begin: number, end: number): Promise<Uint8Array<ArrayBuffer>> =>
    storage.storage.read(first + begin * width, first + end * width);
  const isInRow = isContiguous(shape, strides);
  const read = async (from = 0, to = count): Promise<Float32Array> => {
    if (to <= from) return decodeElements(new Uint8Array(0), dtype, name);
    if (isInRow) return decodeElements(await readBytes(from, to), dtype, name);
    const stretch = { shape, strides, from, to };
    const { lowest, highest } = reachOf(stretch);
    const bytes = await readBytes(lowest, highest + 1);
    return decodeElements(inPlaceOf(bytes, asScratch(gather(bytes, lowest, width, stretch))), dtype, name);
  };
  return { dtype, shape, read };
}

/** Whether the elements lie row-major without gaps; the stride of a single element does not matter. */
function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** Which elements, counted row-major, of what view. */
interface Stretch {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Between which elements of the storage, counted from the view's first, a stretch that is not empty lies. */
function reachOf({ shape, strides, from, to }: Stretch): { readonly lowest: number; readonly highest: number } {
  const [, ...rest] = shape;
  const [outermost = 0, ...others] = strides;
  const each = rest.reduce((product, size) => product * size, 1);
  const within = rest.reduce((sum, size, axis) => sum + (size - 1) * (others[axis] ?? 0), 0);
  return {
    lowest: Math.floor(from / each) * outermost,
    highest: Math.floor((to - 1) / each) * outermost + within,
  };
}

/** Copies strided elements of `width` bytes into row-major order; the bytes begin with the element `lowest`. */
function gather(
  bytes: Uint8Array,
  lowest: number,
  width: number,
  { shape, strides, from, to }: Stretch,
): Uint8Array<ArrayBuffer> {
  const gathered = new Uint8Array((to - from) * width);
  const index = indexOf(from, shape);
  let source = (index.reduce((sum, step, axis) => sum + step * (strides[axis] ?? 0), 0) - lowest) * width;
  for (let target = 0; target < gathered.length; target += width) {
    for (let i = 0; i < width; i++) gathered[target + i] = bytes[source + i] ?? 0;
    // On to the next index, innermost axis first; `source` follows by the strides.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = (strides[axis] ?? 0) * width;
      const next = (index[axis] ?? 0) + 1;
      source += stride;
      index[axis] = next;
      if (next < (shape[axis] ?? 1)) break;
      source -= next * stride;
      index[axis] = 0;
    }
  }
  return gathered;
}

/** Where in a shape the element of that number is, row-major. */
function indexOf(number: number, shape: Shape): number[] {
  let rest = number;
  return shape
    .toReversed()
    .map((size) => {
      const step = rest % size;
      rest = (rest - step) / size;
      return step;
    })
    .reverse();
}
