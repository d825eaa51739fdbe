/**
 * The names that a checkpoint's pickle may use, and what each stands for. Nothing of Python is run: what rebuilds a
 * tensor or a dict is our own code, and all else becomes an inert object.
 */
import { WeightsError } from '../core/errors';
import { Callable, ElementType, Inert, kindOf, type PickleDict, type PickleValue, Tuple } from './pickleValues';
import type { DType } from './stateDict';
import { rebuildTensor, StridedTensor } from './torchTensor';

const STORAGES: Readonly<Record<string, DType>> = {
  ...{ DoubleStorage: 'F64', FloatStorage: 'F32', HalfStorage: 'F16', BFloat16Storage: 'BF16' },
  ...{ LongStorage: 'I64', IntStorage: 'I32', ShortStorage: 'I16', CharStorage: 'I8' },
  ...{ ByteStorage: 'U8', BoolStorage: 'BOOL' },
  // Bytes without a type; the tensor names its own.
  ...{ _UntypedStorage: 'U8', 'storage._UntypedStorage': 'U8', 'storage.UntypedStorage': 'U8' },
};

const DTYPES: Readonly<Record<string, DType>> = {
  ...{ float64: 'F64', float32: 'F32', float16: 'F16', bfloat16: 'BF16' },
  ...{ float8_e4m3fn: 'F8_E4M3', float8_e5m2: 'F8_E5M2' },
  ...{ int64: 'I64', int32: 'I32', int16: 'I16', int8: 'I8', bool: 'BOOL' },
  ...{ uint64: 'U64', uint32: 'U32', uint16: 'U16', uint8: 'U8' },
};

/** What training scripts put beside the weights: arguments, dates, paths, random states, scores as NumPy scalars. */
const INERT: readonly string[] = [
  ...['set', 'frozenset', 'complex', 'bytearray', 'slice', 'range'].map((name) => `builtins.${name}`),
  ...['list', 'dict', 'tuple', 'int', 'float', 'str', 'bool'].map((name) => `builtins.${name}`),
  ...['_codecs.encode', 'argparse.Namespace', 'types.SimpleNamespace', 'collections.deque'],
  ...['datetime', 'date', 'time', 'timedelta'].map((name) => `datetime.${name}`),
  ...['pathlib', 'pathlib._local'].flatMap((module) =>
    ['PosixPath', 'WindowsPath', 'PurePosixPath', 'PureWindowsPath'].map((name) => `${module}.${name}`),
  ),
  ...['numpy.dtype', 'numpy.ndarray', 'numpy.bool_', 'numpy.float32', 'numpy.float64', 'numpy.int32', 'numpy.int64'],
  ...['numpy.core', 'numpy._core'].flatMap((module) =>
    ['multiarray.scalar', 'multiarray._reconstruct', 'numeric._frombuffer'].map((name) => `${module}.${name}`),
  ),
  ...['torch.device', 'torch.Tensor', 'torch.nn.parameter.Parameter', 'torch.torch_version.TorchVersion'],
];

const misused = (name: string, args: readonly PickleValue[]): WeightsError =>
  new WeightsError(`the checkpoint calls ${name} with ${args.map(kindOf).join(', ')}; the file is damaged`);

/** A dict, empty or of a list of pairs, as Python 2 writes an OrderedDict. */
function makeDict(args: readonly PickleValue[]): PickleDict {
  const [pairs = []] = args;
  if (!Array.isArray(pairs)) return new Map();
  // Emptied, so that a file cannot have one long list copied over and over.
  return new Map(
    pairs.splice(0).map((pair): [PickleValue, PickleValue] => {
      const [key, value] = pair instanceof Tuple ? pair.items : Array.isArray(pair) ? pair : [];
      if (key === undefined || value === undefined) throw misused('collections.OrderedDict', args);
      return [key, value];
    }),
  );
}

function makeParameter(args: readonly PickleValue[]): StridedTensor {
  const [data] = args;
  if (!(data instanceof StridedTensor)) throw misused('torch._utils._rebuild_parameter', args);
  return data;
}

/** The tensor of (storage, offset, shape, strides, gradient, hooks, metadata), or with a type before the metadata. */
function makeTensor(args: readonly PickleValue[], typed: boolean): StridedTensor {
  const metadata = args[typed ? 7 : 6];
  if (metadata instanceof Map && [...metadata.values()].includes(true))
    throw new WeightsError(
      'a tensor of the checkpoint is lazily negated or conjugated; save it with tensor.resolve_neg()',
    );
  return rebuildTensor(args, typed ? (args[6] ?? null) : undefined);
}

const REBUILD: Readonly<Record<string, (args: readonly PickleValue[]) => PickleValue>> = {
  _rebuild_tensor: rebuildTensorOnly,
  _rebuild_tensor_v2: (args) => makeTensor(args, false),
  _rebuild_tensor_v3: (args) => makeTensor(args, true),
  _rebuild_parameter: makeParameter,
  _rebuild_parameter_with_state: makeParameter,
};

function rebuildTensorOnly(args: readonly PickleValue[]): PickleValue {
  return rebuildTensor(args);
}

/** A tensor with attributes or of a subclass: (function, class, arguments, state). */
function rebuildFromType(args: readonly PickleValue[]): PickleValue {
  const [rebuild, , inner] = args;
  // Only what rebuilds a plain tensor, so that calls cannot nest.
  if (!(rebuild instanceof Callable) || !TENSORS.has(rebuild) || !(inner instanceof Tuple))
    throw misused('torch._tensor._rebuild_from_type_v2', args);
  return rebuild.call(inner.items);
}

const callables = (entries: readonly (readonly [string, Callable['call']])[]): Map<string, Callable> =>
  new Map(entries.map(([name, call]) => [name, new Callable(name, call)]));

const REBUILDERS = callables(Object.entries(REBUILD).map(([name, call]) => [`torch._utils.${name}`, call]));
const TENSORS: ReadonlySet<Callable> = new Set(REBUILDERS.values());

const elementTypes = (types: Readonly<Record<string, DType>>): [string, ElementType][] =>
  Object.entries(types).map(([name, dtype]) => [`torch.${name}`, new ElementType(dtype)]);

/** The whole allow-list: full name -> what a pickle gets for it. */
export const PICKLE_NAMES: ReadonlyMap<string, PickleValue> = new Map<string, PickleValue>([
  ...elementTypes(STORAGES),
  ...elementTypes(DTYPES),
  ...REBUILDERS,
  ...callables([
    ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
    ['collections.OrderedDict', makeDict],
    ['collections.defaultdict', () => new Map()],
    ['collections.Counter', () => new Map()],
    ['torch.Size', ([sizes = null]) => sizes],
    ...INERT.map((name) => [name, () => new Inert(name)] as const),
  ]),
]);
