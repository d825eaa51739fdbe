/**
 * The names of PyTorch in a checkpoint's pickle, and what each stands for: what rebuilds a tensor is our own code.
 */
import { callables, misused, type PickleNames, PYTHON_NAMES } from '../pickle/names';
import { Callable, Inert, type PickleValue, Tuple } from '../pickle/values';
import type { DType } from '../../stateDict';
import { rebuildTensor, StridedTensor } from './torchTensor';
import { ElementType, madeBy, UnreadTensor } from './torchValues';

/** Classes of storages. */
const STORAGE_TYPES: Readonly<Record<string, DType>> = {
  ...{ DoubleStorage: 'F64', FloatStorage: 'F32', HalfStorage: 'F16', BFloat16Storage: 'BF16' },
  ...{ LongStorage: 'I64', IntStorage: 'I32', ShortStorage: 'I16', CharStorage: 'I8' },
  ...{ ByteStorage: 'U8', BoolStorage: 'BOOL', ComplexFloatStorage: 'C64', ComplexDoubleStorage: 'C128' },
  // The integers of quantised tensors; of the narrow ones, several share a byte.
  ...{ QInt8Storage: 'I8', QUInt8Storage: 'U8', QInt32Storage: 'I32', QUInt4x2Storage: 'U8', QUInt2x4Storage: 'U8' },
  // Bytes without a type; the tensor names its own.
  ...{ _UntypedStorage: 'U8', 'storage._UntypedStorage': 'U8', 'storage.UntypedStorage': 'U8' },
};

const DTYPES: Readonly<Record<string, DType>> = {
  ...{ float64: 'F64', float32: 'F32', float16: 'F16', bfloat16: 'BF16' },
  ...{ float8_e4m3fn: 'F8_E4M3', float8_e5m2: 'F8_E5M2' },
  ...{ int64: 'I64', int32: 'I32', int16: 'I16', int8: 'I8', bool: 'BOOL' },
  ...{ uint64: 'U64', uint32: 'U32', uint16: 'U16', uint8: 'U8', complex64: 'C64', complex128: 'C128' },
};

type AnyTensor = StridedTensor | UnreadTensor;

/** What wraps or moves a tensor without changing its values: the tensor comes first. */
function sameTensor(args: readonly PickleValue[]): AnyTensor {
  const [data] = args;
  if (data instanceof StridedTensor || data instanceof UnreadTensor) return data;
  if (data instanceof Inert) return new UnreadTensor(madeBy(data));
  throw misused('torch._utils._rebuild_parameter', args);
}

/** The tensor of (storage, offset, shape, strides, gradient, hooks, metadata), or with a type before the metadata. */
function makeTensor(args: readonly PickleValue[], typed: boolean): AnyTensor {
  const metadata = args[typed ? 7 : 6];
  if (metadata instanceof Map && [...metadata.values()].includes(true))
    return new UnreadTensor('a lazily negated or conjugated tensor');
  return rebuildTensor(args, typed ? (args[6] ?? null) : undefined);
}

const REBUILD: Readonly<Record<string, (args: readonly PickleValue[]) => AnyTensor>> = {
  _rebuild_tensor: (args) => rebuildTensor(args),
  _rebuild_tensor_v2: (args) => makeTensor(args, false),
  _rebuild_tensor_v3: (args) => makeTensor(args, true),
  _rebuild_parameter: sameTensor,
  _rebuild_parameter_with_state: sameTensor,
  _rebuild_device_tensor_from_cpu_tensor: sameTensor,
};

/** Functions of PyTorch that rebuild tensors of which we cannot read the values. */
const UNREAD: Readonly<Record<string, string>> = {
  '_utils._rebuild_sparse_tensor': 'a sparse tensor',
  '_utils._rebuild_sparse_csr_tensor': 'a sparse tensor',
  '_utils._rebuild_qtensor': 'a quantised tensor',
  '_utils._rebuild_nested_tensor': 'a nested tensor',
  '_utils._rebuild_meta_tensor_no_storage': 'a meta tensor, which has no values',
  '_utils._rebuild_wrapper_subclass': 'a wrapped tensor',
  '_utils._rebuild_device_tensor_from_numpy': 'a NumPy array of another device',
};

/** The classes of tensors whose values are those of the plain tensor in them. */
const PLAIN_CLASSES: ReadonlySet<string> = new Set([
  'torch.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
]);

/** A tensor with attributes or of a subclass: (function, class, arguments, state). */
function rebuildFromType(args: readonly PickleValue[]): PickleValue {
  const [rebuild, type, inner] = args;
  if (rebuild instanceof Inert) return new UnreadTensor(madeBy(rebuild));
  // Only what rebuilds a tensor, so that calls cannot nest.
  if (!(rebuild instanceof Callable) || !TENSORS.has(rebuild) || !(inner instanceof Tuple))
    throw misused('torch._tensor._rebuild_from_type_v2', args);
  if (type instanceof Inert && !PLAIN_CLASSES.has(type.name)) return new UnreadTensor(madeBy(type));
  return rebuild.call(inner.items);
}

const REBUILDERS = callables([
  ...Object.entries(REBUILD).map(([name, call]) => [`torch._utils.${name}`, call] as const),
  ...Object.entries(UNREAD).map(([name, kind]) => [`torch.${name}`, () => new UnreadTensor(kind)] as const),
]);
const TENSORS: ReadonlySet<Callable> = new Set(REBUILDERS.values());

const elementTypes = (types: Readonly<Record<string, DType>>): [string, ElementType][] =>
  Object.entries(types).map(([name, dtype]) => [`torch.${name}`, new ElementType(dtype)]);

/** All that is known in a checkpoint. */
export const TORCH_NAMES: PickleNames = new Map<string, PickleValue>([
  ...PYTHON_NAMES,
  ...elementTypes(STORAGE_TYPES),
  ...elementTypes(DTYPES),
  ...REBUILDERS,
  ...callables([
    ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
    ['torch.Size', ([sizes = null]) => sizes],
  ]),
]);
