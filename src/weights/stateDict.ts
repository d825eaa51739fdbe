/**
 * A checkpoint as named tensors that are decoded when they are read, and its comparison with a model.
 */
import { WeightsError } from '../core/errors';
import { needAt } from '../core/need';
import type { HostTensor, Shape } from '../core/tensor';
import type { Parameter } from '../core/weights';
import { listed, quoted, shapeText } from '../core/wording';

/** Bytes an element of each type that a checkpoint may have, by safetensors' names. */
export const DTYPE_BYTES = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
  ...{ C64: 8, C128: 16 },
} as const;

export type DType = keyof typeof DTYPE_BYTES;

/** The element types that `StoredTensor.read` decodes. */
export const READABLE_DTYPES: ReadonlySet<DType> = new Set<DType>(['F64', 'F32', 'F16', 'BF16']);

/** Types whose elements are no real numbers. */
export const COMPLEX_DTYPES: ReadonlySet<DType> = new Set<DType>(['C64', 'C128']);

/** A tensor of a checkpoint, not decoded yet. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  /** The value of a tensor of one element that is no whole number: heads have parameters of this kind. */
  readonly value?: number;
  /**
   * The values as f32, row-major, or those from `begin` to before `end`. Each call decodes again. Values that are
   * stored as f32 may lie in the checkpoint's own memory: do not write to them. Others are scratch (`core/release.ts`).
   * Rejects with a WeightsError where `dtype` is not one of `READABLE_DTYPES`, or the file cannot be read.
   */
  read(begin?: number, end?: number): Promise<Float32Array>;
}

/** The tensors of a checkpoint by name. */
export type StateDict = ReadonlyMap<string, StoredTensor>;

/** The contents of a weights file. */
export interface Contents {
  readonly stateDict: StateDict;
  /** Tensors whose values cannot be read: the name, and the kind with its article ("a sparse tensor"). */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Sentences on what was chosen among several. */
  readonly notes: readonly string[];
}

/** Tensors in ordinary memory as a state dict. */
export const stateDictOf = (tensors: ReadonlyMap<string, HostTensor>): StateDict =>
  new Map(
    [...tensors].map(([name, { shape, data }]) => [
      name,
      {
        dtype: 'F32',
        shape,
        ...(data.length === 1 && { value: needAt(data, 0, 'value') }),
        read: (begin, end) => Promise.resolve(begin === undefined ? data : data.subarray(begin, end)),
      },
    ]),
  );

/** The tensors but for those of the given names. */
export const withoutTensors = (stateDict: StateDict, names: readonly string[] = []): StateDict =>
  names.length === 0 ? stateDict : new Map([...stateDict].filter(([name]) => !names.includes(name)));

/** The tensor of that name; a WeightsError if there is none. */
export function tensorNamed(stateDict: StateDict, name: string): StoredTensor {
  const tensor = stateDict.get(name);
  if (!tensor)
    throw new WeightsError('mismatch', `the checkpoint has no tensor ${quoted(name)}; use one made for this model`);
  return tensor;
}

const isCounter = (name: string): boolean => name.endsWith('num_batches_tracked');

const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);

/**
 * Checks that a checkpoint holds exactly the parameters of a model. Batch norm's `num_batches_tracked` may be there
 * or not. One WeightsError names all that is missing, unexpected, of another shape or of an integer type.
 */
export function matchParameters(stateDict: StateDict, parameters: readonly Parameter[], modelName: string): void {
  const wanted = parameters.filter(({ name }) => !isCounter(name));
  const known = new Set(wanted.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !stateDict.has(name));
  const unexpected = [...stateDict.keys()].filter((name) => !known.has(name) && !isCounter(name));

  const misshapen: string[] = [];
  const unreadable: string[] = [];
  for (const { name, shape } of wanted) {
    const stored = stateDict.get(name);
    if (!stored) continue;
    if (!sameShape(stored.shape, shape))
      misshapen.push(`${quoted(name)} (got ${shapeText(stored.shape)}, expected ${shapeText(shape)})`);
    if (!READABLE_DTYPES.has(stored.dtype)) unreadable.push(`${quoted(name)} (${stored.dtype})`);
  }

  const complaints = [
    { what: 'missing', names: missing.map(({ name }) => quoted(name)) },
    { what: 'unexpected', names: unexpected.map(quoted) },
    { what: 'of another shape', names: misshapen },
    { what: 'not of type F32, F16, BF16 or F64', names: unreadable },
  ]
    .filter(({ names }) => names.length > 0)
    .map(({ what, names }) => `${String(names.length)} ${what}: ${listed(names)}`);
  if (complaints.length > 0)
    throw new WeightsError(
      'mismatch',
      `the checkpoint does not fit ${modelName} (${complaints.join('; ')}); choose the model that it was made for`,
    );
}
