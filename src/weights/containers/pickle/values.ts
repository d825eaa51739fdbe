/**
 * What a pickle can hold for us: plain data, values of the library whose pickle it is, and everything else as things
 * that do nothing.
 */
import { printable } from '../../../core/wording';

/** A value of Python. Lists are arrays, dicts are Maps (a key such as `__proto__` is nothing special). */
export type PickleValue =
  null | boolean | number | string | PickleValue[] | PickleDict | Tuple | Callable | Inert | Foreign;

export type PickleDict = Map<PickleValue, PickleValue>;

/** A value of a library that this folder does not know, such as a tensor of PyTorch: who reads the pickle defines it. */
export abstract class Foreign {
  /** What it is, with its article, for error messages: "a tensor". */
  abstract readonly kind: string;
  /** Whether a pickle may set its attributes, which nobody reads. */
  readonly takesAttributes: boolean = false;
}

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

/**
 * A class, a function or an object that nobody reads: a date, a configuration, a NumPy array, an optimizer. It takes
 * arguments, items and state, and does nothing with them: they are kept only so that an error can say where the weights are.
 */
export class Inert {
  /** Arguments, members and states; none yet where undefined, since a file may have millions of these objects. */
  held: PickleValue[] | undefined;
  items: PickleDict | undefined;

  constructor(
    readonly name: string,
    ...held: readonly PickleValue[]
  ) {
    if (held.length > 0) this.held = [...held];
  }

  /** What calling it makes: another such thing of the same name. */
  called(args: PickleValue): Inert {
    return new Inert(this.name, args);
  }

  hold(value: PickleValue): void {
    (this.held ??= []).push(value);
  }
}

/** What a value is, with its article, for error messages. */
export function kindOf(value: PickleValue): string {
  if (value === null) return 'None';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Map) return 'a dict';
  if (value instanceof Tuple) return 'a tuple';
  if (value instanceof Inert || value instanceof Callable) return printable(value.name);
  if (value instanceof Foreign) return printable(value.kind);
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
