/**
 * Errors over the border of a worker, which by itself keeps neither class nor code.
 */
import { transferHandlers } from 'comlink';
import {
  ConfigError,
  DeviceLostError,
  type ERROR_CODES,
  type ErrorCode,
  GpuMemoryError,
  ImageError,
  ResNeStError,
  ShaderError,
  WebGPUUnavailableError,
  WeightsError,
} from '../core/errors';

type Coded = new (code: ErrorCode, message: string, options?: ErrorOptions) => ResNeStError;
type Native = new (message: string, options?: ErrorOptions) => Error;

/** A table of classes by the name that their errors bear. */
const CODED = {
  ResNeStError,
  WebGPUUnavailableError: WebGPUUnavailableError as Coded,
  DeviceLostError: DeviceLostError as Coded,
  GpuMemoryError: GpuMemoryError as Coded,
  ShaderError: ShaderError as Coded,
  ConfigError: ConfigError as Coded,
  WeightsError: WeightsError as Coded,
  ImageError: ImageError as Coded,
} satisfies Readonly<Record<keyof typeof ERROR_CODES, Coded>>;

const NATIVE: Readonly<Record<string, Native>> = { TypeError, RangeError, SyntaxError, ReferenceError };

/** An error as data. */
interface Written {
  readonly kind: 'coded' | 'dom' | 'native';
  readonly name: string;
  readonly message: string;
  readonly code: ErrorCode | undefined;
  readonly stack: string | undefined;
  readonly cause: Crossed | undefined;
}

/** Whatever was thrown, as data. */
export type Crossed = { readonly error: Written } | { readonly value: unknown };

/** Causes of causes are followed so far: they may go in a circle. */
const DEEPEST = 8;

/** What was thrown, as data that can be posted. */
export function written(thrown: unknown, depth = 0): Crossed {
  if (!(thrown instanceof Error) && !isDom(thrown)) return { value: cloneable(thrown) };
  const { name, message, stack, cause } = thrown;
  const isOurs = thrown instanceof ResNeStError;
  const error: Written = {
    kind: isOurs ? 'coded' : isDom(thrown) ? 'dom' : 'native',
    ...{ name, message, stack },
    code: isOurs ? thrown.code : undefined,
    cause: cause === undefined || depth === DEEPEST ? undefined : written(cause, depth + 1),
  };
  return { error };
}

/** What was thrown on the other side. */
export function read(crossed: Crossed): unknown {
  if ('value' in crossed) return crossed.value;
  const { name, message, stack, cause } = crossed.error;
  const options = cause === undefined ? {} : { cause: read(cause) };
  const error = made(crossed.error, message, options);
  if (error.name !== name) error.name = name;
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
  return error;
}

function made({ kind, name, code }: Written, message: string, options: ErrorOptions): Error {
  if (kind === 'dom') return new DOMException(message, name);
  if (kind === 'coded' && code !== undefined && name in CODED)
    return new CODED[name as keyof typeof CODED](code, message, options);
  return new (NATIVE[name] ?? Error)(message, options);
}

const isDom = (value: unknown): value is DOMException =>
  typeof DOMException !== 'undefined' && value instanceof DOMException;

function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
}

/** Makes comlink carry errors in this form; both sides call it. */
export function carryErrors(): void {
  const usual = transferHandlers.get('throw');
  if (!usual) throw new Error('comlink has no handler of errors');
  transferHandlers.set('throw', {
    canHandle: (value): value is { value: unknown } => usual.canHandle(value),
    serialize: ({ value }: { value: unknown }) => [written(value), []],
    deserialize: (crossed: Crossed) => {
      throw read(crossed);
    },
  });
}
