/**
 * Opens a model in WebAssembly: the runtime, and weights from the same cache and in the same numbers as on a GPU.
 */
import type { Storage } from '../core/storage';
import { elementCount } from '../core/tensor';
import { linked } from '../core/waiting';
import type { ClassifierOptions } from '../door';
import type { Host } from '../host';
import type { Identified } from '../identify';
import type { Graph } from '../model/graph';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { abortable } from '../opening/abortable';
import { checkpointOf } from '../opening/checkpoint';
import { identityOf } from '../opening/identity';
import { loadOptionsOf } from '../opening/loadOptions';
import { ProgressTeller } from '../opening/progressTeller';
import { received } from '../opening/received';
import { makePlan } from '../scheduler/plan/makePlan';
import { discard } from '../weights/fetching/download';
import { type Demand, loadWeights } from '../weights/load';
import { HostWeights } from './hostWeights';
import type { Fallback } from './runtime';
import { OrtSessions } from './sessions';
import { startRuntime } from './start';
import { wasmHost } from './wasmHost';

/** Options with a fallback, and why it is taken, in one sentence. */
export interface WasmSite {
  readonly fallback: Fallback;
  readonly why: string;
  /** When createClassifier was called. */
  readonly began: number;
}

/**
 * Throws a ConfigError where there is no runtime, a WeightsError, a ResNeStError where the runtime fails, or the signal's
 * reason within 100 ms of its abort.
 */
export async function openInWasm(options: ClassifierOptions, site: WasmSite): Promise<Host> {
  const { signal, weights } = options;
  try {
    return await abortable(signal, opened(options, site), (host) => void host.close());
  } catch (error) {
    if (weights !== undefined) discard(weights);
    throw error;
  }
}

async function opened(options: ClassifierOptions, { fallback, why, began }: WasmSite): Promise<Host> {
  const checkpoint = checkpointOf(options);
  const progress = new ProgressTeller(options.onProgress);
  const weights = new HostWeights();
  const ended = new AbortController();
  const { signal, end } = linked([options.signal, ended.signal]);
  try {
    // Both files come at once; where one fails, the other is given up.
    const [ort, { planned, fromCache, notKept, cacheKey }] = await Promise.all([
      startRuntime(fallback),
      received(loadWeights(checkpoint, loadOptionsOf(checkpoint, { ...options, signal }, hostPlan)), progress, {
        known: ({ requests }) => weights.expect(requests),
        weight: (weight, total) => {
          weights.add(weight);
          progress.tell('pack', weights.count, total);
        },
        discard: () => weights.clear(),
        end: () => undefined,
      }),
    ]);
    progress.tell('compile', 0, 1);
    const { graph, identified } = planned;
    const { inputSize, preprocessing, labels } = identified;
    const sessions = new OrtSessions(ort, { graph, name: identified.name, weights });
    await sessions.get(...inputSize);
    progress.tell('compile', 1, 1);
    return wasmHost({
      model: { graph, inputSize, preprocessing, labels, rows: weights },
      sessions,
      info: {
        ...identityOf(planned),
        precision: { used: 'f32', note: options.precision === 'f16' ? IN_WASM : undefined },
        backend: 'wasm',
        fallbackReason: why,
        adapter: `WebAssembly, onnxruntime-web ${ort.env?.versions?.web ?? 'of an unknown version'}`,
        isAdapterNamed: true,
        notKept,
        cacheKey,
        programs: 'specialised',
        notSpecialised: undefined,
        tuned: 'default',
        bytes: { weights: weights.bytes, transformed: f32Bytes(planned), activations: 0 },
        deviceLosses: 0,
        timings: { startMs: performance.now() - began, fromCache },
      },
    });
  } catch (error) {
    ended.abort();
    throw error;
  } finally {
    end();
    progress.end();
  }
}

/** A model and the weights that it asks for: those of a plan for a GPU, so that both find them in the cache. */
interface HostPlan extends Demand {
  readonly identified: Identified;
  readonly graph: Graph;
  readonly storage: Storage;
}

function hostPlan(identified: Identified, storage: Storage): HostPlan {
  const { name, config, head, inputSize, unused } = identified;
  const graph = buildResNeSt(config, head);
  const { weights: requests } = makePlan(graph, [1, graph.inChannels, ...inputSize], storage);
  return { name, parameters: parametersOf(graph), unused, requests, identified, graph, storage };
}

const IN_WASM = 'WebAssembly computes in f32.';

/** Bytes of the weights as a session holds them. */
const f32Bytes = ({ requests }: HostPlan): number =>
  requests.reduce((sum, { shape, source: { radix } }) => {
    const numbers = elementCount(shape) + shape[0];
    return sum + 4 * (radix ? (numbers / (radix - 1)) * radix : numbers);
  }, 0);
