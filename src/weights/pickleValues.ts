/**
 * What a pickle can hold for us: plain data, tensors, and everything else as things that do nothing.
 */
import type { StorageView } from './torchStorage';
import type { StridedTensor } from './torchTensor';
import type { DType } from './stateDict';

/** A value of Python. Lists are arrays, dicts are Maps (a key such as `__proto__` is nothing special). */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleValue[]
  | PickleDict
  | Tuple
  | Callable
  | ElementType
  | Inert
  | StorageView
  | StridedTensor;

export type PickleDict = Map<PickleValue, PickleValue>;

/** A tuple of Python. */
export class Tuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A class or function that a pickle may call; `call` is our own code and only arranges data. */
export class Callable {
  constructor(
    readonly name: string,
    readonly call: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** A storage class or a dtype of PyTorch: the type of a storage's elements. */
export class ElementType {
  constructor(readonly dtype: DType) {}
}

/** An object that nobody reads (a set, a date, a NumPy scalar, ...): it takes items and state, and keeps nothing. */
export class Inert {
  constructor(readonly name: string) {}
}

/** What a value is, with its article, for error messages. */
export function kindOf(value: PickleValue): string {
  if (value === null) return 'None';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Map) return 'a dict';
  if (value instanceof Tuple) return 'a tuple';
  if (value instanceof Inert || value instanceof Callable) return value.name;
  if (typeof value === 'object') return value instanceof ElementType ? 'a type' : 'a tensor';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
