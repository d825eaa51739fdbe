/**
 * The sessions of one model in onnxruntime-web: one for each size of the input.
 */
import { need } from '../core/need';
import { turn } from '../core/pauses';
import { release } from '../core/release';
import type { Shape4 } from '../core/tensor';
import { exportWhole, valuesOf, type WholeFile } from '../export/exportOnnx';
import type { Graph, OutputName, Outputs } from '../model/graph';
import type { HostWeights } from './hostWeights';
import { failed, type Ort, type OrtSession } from './runtime';

/** Sessions that are kept, for photos and for tensors of one other size: each holds the weights as f32. */
const KEPT = 2;

/** Faults are thrown; onnxruntime-web need not print its warnings as well. */
const ERRORS_ONLY = 3;

export const SESSION_OPTIONS = { executionProviders: ['wasm'], logSeverityLevel: ERRORS_ONLY } as const;

/** A model as a session has it. */
interface Opened extends Pick<WholeFile, 'outputs'> {
  readonly session: OrtSession;
}

/** What sessions are made of. */
interface Source {
  readonly graph: Graph;
  readonly name: string;
  readonly weights: HostWeights;
}

export class OrtSessions {
  readonly #ort: Ort;
  readonly #source: Source;
  /** By the input's size. */
  readonly #kept = new Map<string, Opened>();

  constructor(ort: Ort, source: Source) {
    this.#ort = ort;
    this.#source = source;
  }

  /** Makes a session for inputs of a size, unless it is kept. Throws a ResNeStError where there is no room for it. */
  async get(height: number, width: number): Promise<Opened> {
    const key = `${height}x${width}`;
    let opened = this.#kept.get(key);
    if (opened) return opened;
    if (this.#kept.size === KEPT) await this.close();
    opened = await this.#open([height, width]);
    this.#kept.set(key, opened);
    return opened;
  }

  /** Some outputs of an input [1, C, H, W]. The thread is busy meanwhile. Throws a ResNeStError where that fails. */
  async run(data: Float32Array, shape: Shape4, wanted: readonly OutputName[]): Promise<Outputs> {
    const { session, outputs } = await this.get(shape[2], shape[3]);
    await turn(); // an abort is heard between two runs
    const named = wanted.map((name) => ({ name, ...need(outputs, name, 'output') }));
    const results = await session
      .run({ input: new this.#ort.Tensor('float32', data, shape) }, valuesOf(named))
      .catch((cause: unknown) => {
        throw failed('run the model', cause);
      });
    return new Map(
      named.map(({ name, value, shape: of }) => [name, { shape: of, data: results[value]?.data as Float32Array }]),
    );
  }

  async close(): Promise<void> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    for (const { session } of all) await session.release();
  }

  async #open(inputSize: readonly [height: number, width: number]): Promise<Opened> {
    const { graph, name, weights } = this.#source;
    const file = exportWhole(graph, (node) => weights.unpacked(node.name), { name, inputSize });
    const bytes = joined(file.chunks);
    try {
      return { session: await this.#ort.InferenceSession.create(bytes, SESSION_OPTIONS), outputs: file.outputs };
    } catch (cause) {
      throw failed('open the model', cause);
    } finally {
      release(bytes.buffer);
    }
  }
}

/** From so many bytes on memory is freed at once. */
const LARGE = 2 ** 16;

/** The file in one piece. Large chunks, which are weights, are freed as soon as they are copied. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let end = 0;
  for (const chunk of chunks) {
    whole.set(chunk, end);
    end += chunk.byteLength;
    if (chunk.byteLength > LARGE) release(chunk.buffer);
  }
  return whole;
}
