/** The runtimes in a page: each is opened with a model, and runs it on an input. */
import type * as OrtWasm from 'onnxruntime-web/wasm';
import type { HostTensor } from '../../src/core/tensor';
import type * as Library from '../../src/index';
import type { ResNeStConfig } from '../../src/model/config';
import { specialised } from '../../src/testing/lifetime/specialised';
import type { RuntimeName } from './types';

/** What every runtime gets; files are addresses. */
export interface Task {
  readonly config: ResNeStConfig;
  /** A checkpoint and an ONNX file with the same weights. */
  readonly weights: string;
  readonly onnx: string;
  readonly inputSize: number;
  readonly batch: number;
  readonly storage: Library.Storage;
  readonly precision: Library.Precision;
}

export interface Runtime {
  /** The logits [N * classes] of an input in ordinary memory. */
  run(input: HostTensor): Promise<Float32Array>;
  /** Resolves when later runs take their usual time. */
  steady(): Promise<unknown>;
  close(): Promise<void>;
}

/** The folder of another build of ours. */
export const BEFORE = '/before/';

/** Ours; weights of a known address come from IndexedDB unless `options` say otherwise. */
export async function openOurs(
  { config, weights, inputSize, storage, precision }: Omit<Task, 'onnx' | 'batch'>,
  options: Pick<Library.ClassifierOptions, 'device' | 'cache' | 'fallback'> = {},
  folder = '/',
): Promise<Runtime & { readonly classifier: Library.Classifier }> {
  const { createClassifier } = (await load(`${folder}resnest-webgpu.js`)) as typeof Library;
  const asked = precision === 'f32' ? {} : { precision }; // the default, and older builds know no other
  const classifier = await createClassifier({ model: config, weights, inputSize, storage, ...asked, ...options });
  return {
    classifier,
    run: (input) => classifier.logits(input),
    steady: () => specialised(classifier),
    close: () => classifier.dispose(),
  };
}

/** A device for ours with every feature of the adapter, so that kernels may choose, and with the limits of the caller. */
export async function deviceFrom(
  limits: (adapters: GPUSupportedLimits) => Record<string, number> = () => ({}),
): Promise<GPUDevice> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('this browser finds no WebGPU adapter');
  const requiredFeatures = [...adapter.features] as GPUFeatureName[];
  return adapter.requestDevice({ requiredFeatures, requiredLimits: limits(adapter.limits) });
}

/** The modules that the package's own `/webgpu` and `/wasm` imports are in a browser. */
const MODULES = {
  'ort-webgpu': '/ort/ort.webgpu.bundle.min.mjs',
  'ort-wasm': '/ort/ort.wasm.bundle.min.mjs',
};

/** More make it no faster on a machine of two cores; a page that is not cross-origin isolated has one. */
const THREADS = 2;

/** ONNX Runtime at its best: every optimization, and on WebAssembly SIMD and threads; or ours in another way. */
export async function openPeer(peer: Exclude<RuntimeName, 'ours'>, { onnx, batch, ...task }: Task): Promise<Runtime> {
  if (peer === 'before') return openOurs(task, { cache: false }, BEFORE); // its first start is a cold one
  if (peer === 'f16') {
    const ours = await openOurs({ ...task, precision: 'f16' });
    const { used, note } = ours.classifier.info.precision;
    if (used === 'f16') return ours;
    await ours.close();
    throw new Error(note ?? `it computes in ${used}`);
  }
  if (peer === 'fallback') {
    const ours = await openOurs(task, { fallback: { wasm: MODULES['ort-wasm'] } });
    if (ours.classifier.info.backend === 'wasm') return ours;
    await ours.close();
    throw new Error('this adapter is a GPU, so that no fallback is taken');
  }
  // Both modules have the same types.
  const { env, InferenceSession, Tensor } = (await load(MODULES[peer])) as typeof OrtWasm;
  env.wasm.numThreads = THREADS;
  const session = await InferenceSession.create(onnx, {
    executionProviders: [peer === 'ort-webgpu' ? 'webgpu' : 'wasm'],
    graphOptimizationLevel: 'all',
    freeDimensionOverrides: { N: batch },
  });
  return {
    async run({ shape, data }) {
      const { logits } = await session.run({ input: new Tensor('float32', data, shape) });
      return (await logits?.getData()) as Float32Array;
    },
    steady: async () => undefined,
    close: () => session.release(),
  };
}

/** Imports a module of the page's server, which no bundler is to look for. */
const load = (url: string): Promise<unknown> => import(/* @vite-ignore */ url);
