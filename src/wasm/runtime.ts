/**
 * onnxruntime-web, which is loaded only where a model runs in WebAssembly. This library does not depend on it, and names
 * it in no way that a bundler would follow.
 */
import { ConfigError, ResNeStError } from '../core/errors';
import { messageOf } from '../core/wording';

/** The module `onnxruntime-web/wasm`, in whatever version; this library makes sessions and tensors with it. */
export interface WasmRuntime {
  readonly InferenceSession: { readonly create: unknown };
  readonly Tensor: unknown;
}

/** Where the runtime of the fallback comes from. */
export interface WasmFallback {
  /**
   * A function that imports `onnxruntime-web/wasm`, so that a bundler finds it; it may set `env.wasm` before it returns the
   * module. Or the address of the module's file `ort.wasm.bundle.min.mjs`, beside which its .wasm file lies: a worker takes
   * no function.
   * @example { wasm: () => import('onnxruntime-web/wasm') }
   * @example { wasm: '/ort/ort.wasm.bundle.min.mjs' }
   */
  readonly wasm: string | URL | (() => WasmRuntime | Promise<WasmRuntime>);
}

/** `'wasm'` takes `onnxruntime-web/wasm` from the import map of the page. */
export type Fallback = 'wasm' | WasmFallback;

/** What `wasm` may be, for messages. */
export const FALLBACK_KINDS = 'a function or a URL';

/** What this library does with the runtime. */
export interface Ort {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OrtSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
  readonly env?: { readonly versions?: { readonly web?: string } };
}

export interface OrtSession {
  run(
    inputs: Readonly<Record<string, object>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
  release(): Promise<void>;
}

/** The name by which an import map may know the runtime. */
const NAME = 'onnxruntime-web/wasm';

const ADVICE =
  "install it and give fallback: { wasm: () => import('onnxruntime-web/wasm') }, or the address of its file ort.wasm.bundle.min.mjs";

/** The module. Throws a ConfigError where there is none. */
export async function loadRuntime(fallback: Fallback): Promise<Ort> {
  const wanted = fallback === 'wasm' ? NAME : fallback.wasm;
  let module: unknown;
  try {
    module = typeof wanted === 'function' ? await wanted() : await imported(String(wanted));
  } catch (cause) {
    const name = typeof wanted === 'function' ? 'onnxruntime-web' : String(wanted);
    throw refused(`${name} cannot be loaded (${messageOf(cause)}); ${ADVICE}`, cause);
  }
  const ort = [module, (module as { readonly default?: unknown } | undefined)?.default].find(isRuntime);
  if (ort) return ort;
  throw refused(`onnxruntime-web has no InferenceSession and Tensor; ${ADVICE}`);
}

/** Bundlers leave the import of an unknown address alone. */
const imported = (address: string): Promise<unknown> => import(/* webpackIgnore: true */ /* @vite-ignore */ address);

function isRuntime(module: unknown): module is Ort {
  const { InferenceSession, Tensor } = (module ?? {}) as Partial<Ort>;
  return typeof InferenceSession?.create === 'function' && typeof Tensor === 'function';
}

const refused = (message: string, cause?: unknown): ConfigError => new ConfigError('fallback', message, { cause });

/** The error for a runtime that is there but does not start. */
export const notStarted = (cause: unknown): ConfigError =>
  refused(
    `onnxruntime-web does not start (${messageOf(cause)}); put its .wasm file beside its module or set env.wasm.wasmPaths, and allow 'wasm-unsafe-eval' in a Content-Security-Policy`,
    cause,
  );

/** The error for a runtime that has started and then fails. */
export const failed = (what: string, cause: unknown): ResNeStError =>
  new ResNeStError(
    'wasm',
    `onnxruntime-web cannot ${what} (${messageOf(cause)}); choose a smaller input or model, or reload the page`,
    { cause },
  );
