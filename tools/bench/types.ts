/** What is measured, and of what: the nouns of both benchmarks. */
import type { DispatchTime, Step } from './layers';
import type { Reached } from './peak';

/** Who can be measured besides ours: ONNX Runtime's WebGPU and its WebAssembly, ours in the latter, and ours with maps in f16. */
export const PEERS = ['ort-webgpu', 'ort-wasm', 'fallback', 'f16'] as const;
export type Peer = (typeof PEERS)[number];

/** `before` is another build of ours. */
export type RuntimeName = 'ours' | Peer | 'before';

/** One run. */
export interface Run {
  readonly ms: number;
  readonly logits: readonly number[];
}

/** What one runtime took and gave. */
export interface Measured {
  readonly runtime: RuntimeName;
  /** From nothing to the first logits. */
  readonly firstMs: number;
  /** The same with our packed weights in IndexedDB; peers have nothing alike. */
  readonly warmStartMs: number | null;
  readonly runsMs: readonly number[];
  readonly gpuBytes: number;
  readonly logits: readonly number[];
}

/** What the adapter is and can do. */
export interface Adapter {
  readonly name: string;
  readonly peak: readonly Reached[];
}

/** A run of ours, dispatch by dispatch. */
export interface Profile {
  /** In which numbers activations lay. */
  readonly precision: string;
  readonly adapter: Adapter;
  /** As planned, and as it went. */
  readonly steps: readonly Step[];
  readonly dispatches: readonly DispatchTime[];
}

/** All that a comparison of runtimes measures. */
export interface Measurements extends Profile {
  readonly browser: string;
  readonly results: readonly Measured[];
}

/** What a run of the scaling is of. */
export interface Shape {
  /** Side of the square input. */
  readonly inputSize: number;
  readonly batch: number;
}

export interface Point extends Shape {
  /** A variant's name. */
  readonly model: string;
}

/** Kinds of bytes on the GPU; `transformed` are weights that Winograd needs besides. */
export const KINDS = ['weights', 'transformed', 'activations'] as const;
export type Kind = (typeof KINDS)[number];

export interface MeasuredPoint extends Point {
  readonly macs: number;
  readonly runsMs: readonly number[];
  readonly medianMs: number;
  /** Bytes on the GPU by their kind, and the most of them that one binding of a shader sees. */
  readonly bytes: Readonly<Record<Kind, number>>;
  readonly largestBinding: number;
}

/** What a series of points varies. */
export type Axis = 'input-size' | 'batch' | 'model';
